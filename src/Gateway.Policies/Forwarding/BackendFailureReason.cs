using System.Net.Sockets;

namespace Gateway.Policies.Forwarding;

/// <summary>Why there was no answer of a backend, for event, log and metric; the client is told nothing of it.</summary>
internal static class BackendFailureReason
{
    private const string Unreachable = "backend-unreachable";
    private const string NameNotFound = "backend-dns";

    public static string Of(Exception? failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => NameNotFound,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "backend-tls",
        // There was one, but broken off, or none that can be read.
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.ConfigurationLimitExceeded } => "backend-failed",
        HttpRequestException { InnerException: SocketException socket } => Of(socket.SocketErrorCode),
        _ => Unreachable,
    };

    private static string Of(SocketError error) => error switch
    {
        // Not found, found without an address, and a name server that does not answer.
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => NameNotFound,
        SocketError.ConnectionRefused => "backend-refused",
        SocketError.TooManyOpenSockets => "descriptors-exhausted",
        _ => Unreachable,
    };
}
