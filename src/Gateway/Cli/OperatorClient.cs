using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Cli;

/// <summary>Asks a running gateway's Health or Admin listener one thing.</summary>
internal static class OperatorClient
{
    private const long MaxAnswerBytes = 4 << 20;

    /// <summary>The address of a listener as a program on the same machine reaches it.</summary>
    /// <exception cref="OperatorCallException">The port is not known.</exception>
    public static Uri AddressOf(string scheme, IPAddress? address, int port, string at)
    {
        if (port == 0) throw new OperatorCallException($"{at}:Port: found 0, which takes any free one; allowed: a port, or --url");
        var reached = address switch
        {
            null => IPAddress.Loopback,
            _ when address.Equals(IPAddress.Any) => IPAddress.Loopback,
            _ when address.Equals(IPAddress.IPv6Any) => IPAddress.IPv6Loopback,
            _ => address,
        };
        return new Uri($"{scheme}://{new IPEndPoint(reached, port)}/");
    }

    /// <param name="request">What to ask; its Host names the certificate when the address is an IP.</param>
    /// <param name="timeout">How long the answer may take.</param>
    /// <param name="authority">PEM file with the authorities that may have issued the certificate; null for the system's.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OperatorCallException">There is no answer.</exception>
    public static async Task<(HttpStatusCode Status, string Text)> AskAsync(HttpRequestMessage request, TimeSpan timeout, string? authority, CancellationToken cancellation)
    {
        // HTTP_PROXY and redirects would take a key to somebody else.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, SslOptions = Tls(authority) };
        using var http = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
        try
        {
            using var answer = await http.SendAsync(request, cancellation);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
        }
        catch (HttpRequestException error)
        {
            throw new OperatorCallException($"{request.RequestUri}: {error.Message}{(error.HttpRequestError is HttpRequestError.SecureConnectionError ? $" {error.InnerException?.Message}" : "")}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new OperatorCallException($"{request.RequestUri}: no answer within {timeout.TotalSeconds:0} s");
        }
    }

    private static SslClientAuthenticationOptions Tls(string? authority)
    {
        if (authority is null) return new SslClientAuthenticationOptions();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(authority);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new OperatorCallException($"--cacert {authority}: {error.Message}");
        }

        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}
