"""What reads papers: this process, several of this machine, or a cluster."""
