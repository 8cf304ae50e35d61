"""What is measured of the incidents and their accounts, each with its uncertainty and its bars."""
