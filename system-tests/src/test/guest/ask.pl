# Runs one command in a gateway and prints what it answers, as `sluice COMMAND...` does: over its shell's socket, but without a JVM, whose start takes seconds
# here. Exits as the command does; 3 where no gateway answers.
use strict;
use warnings;
use Socket;

my ($home, @command) = @ARGV;
my $path = "$home/var/run/shell.sock";
socket(my $gateway, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!\n";
unless (connect($gateway, sockaddr_un($path))) {
    print STDERR "no gateway answers at $path: $!\n";
    exit 3;
}
$| = 1;

sub send_frame {
    my ($type, $payload) = @_;
    my $bytes = pack('a N/a*', $type, $payload);
    syswrite($gateway, $bytes) == length $bytes or die "the gateway reads no more: $!\n";
}

sub receive {
    my ($length, $bytes) = (shift, '');
    while (length $bytes < $length) {
        sysread($gateway, $bytes, $length - length $bytes, length $bytes) or die "the gateway has ended\n";
    }
    return $bytes;
}

# version, columns and rows, terminal, folder, words: io.sluice.shell.wire.Opening
send_frame('o', pack('C n n n/a* n/a* n (n/a*)*', 2, 0, 0, 'dumb', $ENV{PWD}, scalar @command, @command));
while (1) {
    my ($type, $length) = unpack('a N', receive(5));
    my $payload = receive($length);
    if ($type eq '1') { print $payload }
    elsif ($type eq '2') { print STDERR $payload }
    elsif ($type eq 'x') { exit unpack('N', $payload) }
    else { die "unexpected from the gateway: $type\n" }
}
