using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.LoadTests.Contenders;
using Gateway.LoadTests.Scenarios;
using Gateway.LoadTests.Servers;

namespace Gateway.LoadTests.Comparing;

/// <summary>
/// Makes sure, before anything is measured, that a contender really does a scenario's work: the right answer with the credential, 401 without
/// it and with a damaged one, 429 where the limit is low, the headers, TLS 1.3. A server that skips work is fast.
/// </summary>
internal sealed class AnswerCheck(Material material) : IDisposable
{
    private const int TightRequests = 10;

    // Above every bound that a scenario has.
    private const int HugeBytes = 20 * 1024 * 1024;

    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        // A connection for each request: a server may close one after a refusal.
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions =
        {
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(material.CertificatePath) },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    })
    { Timeout = TimeSpan.FromSeconds(20) };

    /// <exception cref="LoadTestException">It answers otherwise; the message says what was found and what is expected.</exception>
    public async Task RunAsync(Contender contender, Case measured, CancellationToken cancellation)
    {
        foreach (var address in contender.AddressesOf(measured.Scenario)) await RunAsync(address, measured, cancellation);
    }

    /// <exception cref="LoadTestException">A path is not served.</exception>
    public async Task ExpectServedAsync(Uri address, string path, Case measured, CancellationToken cancellation)
    {
        using var answer = await SendAsync(address, path, measured, material.CredentialOf(measured.Scenario)?.Value, cancellation);
        Expect(measured, $"status of {path}", (int)answer.StatusCode, 200);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The cipher suite that a server chooses when it is offered all.</summary>
    public static async Task<string> SuiteAsync(Uri address, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port, cancellation);
        await using var tls = new SslStream(client.GetStream());
        // Only the suite is looked at; RunAsync checks the certificate.
#pragma warning disable CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true }, cancellation);
#pragma warning restore CA5359
        return $"{tls.SslProtocol} {tls.NegotiatedCipherSuite}";
    }

    private async Task RunAsync(Uri address, Case measured, CancellationToken cancellation)
    {
        var scenario = measured.Scenario;
        var credential = material.CredentialOf(scenario);
        using (var good = await SendAsync(address, scenario.Path, measured, credential?.Value, cancellation))
        {
            Expect(measured, "status", (int)good.StatusCode, 200);
            var body = await good.Content.ReadAsByteArrayAsync(cancellation);
            if (scenario.AnswerBytes is { } bytes) Expect(measured, "length of the body", body.Length, bytes);
            else Expect(measured, "body", Encoding.UTF8.GetString(body), RawBackend.Body);
            if (scenario.IsLimited) Expect(measured, "X-Content-Type-Options", Field(good, "X-Content-Type-Options"), "nosniff");
            if (scenario.IsAuthenticated) Expect(measured, "Access-Control-Allow-Origin", Field(good, "Access-Control-Allow-Origin"), Scenario.Origin);
        }

        if (measured.Contender == CaseCatalog.Gateway) await CheckBodiesAsync(address, measured, cancellation);
        if (credential is { } right)
        {
            foreach (var wrong in new[] { null, Damaged(right.Value) })
            {
                using var refused = await SendAsync(address, scenario.Path, measured, wrong, cancellation);
                Expect(measured, wrong is null ? "status without a credential" : "status with a damaged credential", (int)refused.StatusCode, 401);
            }
        }

        if (!scenario.IsLimited) return;
        var refusals = 0;
        for (var i = 0; i < TightRequests; i++)
        {
            using var limited = await SendAsync(address, scenario.TightPath, measured, credential?.Value, cancellation);
            if (limited.StatusCode is HttpStatusCode.TooManyRequests) refusals++;
        }

        // Not a certain number: on a busy machine a decision of Redis may take too long and be made in the process instead.
        Expect(measured, $"429 among {TightRequests} requests at a limit of three", refusals > 0, true);
    }

    // What the gateway is said to do with bodies, it does: others only forward them.
    private async Task CheckBodiesAsync(Uri address, Case measured, CancellationToken cancellation)
    {
        if (measured.Scenario is { MaxBody: not null, Payload: { } payload })
        {
            using var huge = await SendAsync(address, measured.Scenario.Path, measured, null, cancellation, new byte[HugeBytes]);
            Expect(measured, $"status of a {payload.ContentType} body of {HugeBytes} bytes", (int)huge.StatusCode, 413);
        }

        if (!measured.Scenario.IsValidated) return;
        using var wrong = await SendAsync(address, measured.Scenario.Path, measured, null, cancellation, """{"number":7}"""u8.ToArray());
        Expect(measured, "status of a body that the schema does not allow", (int)wrong.StatusCode, 422);
    }

    private async Task<HttpResponseMessage> SendAsync(Uri address, string path, Case measured, string? credential, CancellationToken cancellation, byte[]? body = null)
    {
        var payload = measured.Scenario.Payload;
        using var content = payload is null ? null : new ByteArrayContent(body ?? payload.Content());
        using var request = new HttpRequestMessage(payload is null ? HttpMethod.Get : HttpMethod.Post, new Uri(address, path))
        {
            Content = content,
            // A refusal comes before the body is sent; without this it would meet a connection that is closed.
            Headers = { ExpectContinue = body?.Length == HugeBytes },
            Version = measured.Protocol is Protocol.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        foreach (var (name, value) in RequestFields.Of(measured.Scenario, material, credential))
            if (!request.Headers.TryAddWithoutValidation(name, value)) content?.Headers.TryAddWithoutValidation(name, value);
        try
        {
            return await _client.SendAsync(request, cancellation);
        }
        catch (HttpRequestException error)
        {
            throw new LoadTestException($"{measured}: {request.RequestUri}: {error.InnerException?.Message ?? error.Message}");
        }
    }

    private static string? Field(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    // The last characters of a token are padding to some decoders; this one is in the middle of the signature.
    private static string Damaged(string credential)
    {
        var at = credential.Length - 20;
        return $"{credential[..at]}{(credential[at] == 'A' ? 'B' : 'A')}{credential[(at + 1)..]}";
    }

    private static void Expect<T>(Case measured, string what, T found, T expected)
    {
        if (!Equals(found, expected)) throw new LoadTestException($"{measured}: {what}: found {found?.ToString() ?? "none"}; expected {expected}. It would not be measured doing this work.");
    }
}
