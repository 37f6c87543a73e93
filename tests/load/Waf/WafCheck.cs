using System.Net.Http.Headers;
using System.Text;
using Gateway.LoadTests.Servers;

namespace Gateway.LoadTests.Waf;

/// <summary>
/// Makes sure, before anything is measured, that the servers do the same work: every harmless request is answered by the backend, and with rules every attack is refused with 403,
/// for the same rules on both sides.
/// </summary>
internal sealed class WafCheck : IDisposable
{
    private const int Refused = 403;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Who answers on a port of ours is known.
#pragma warning disable CA5359
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } }) { Timeout = TimeSpan.FromSeconds(20) };
#pragma warning restore CA5359

    /// <summary>Returns the rules that each attack has fired.</summary>
    /// <exception cref="LoadTestException">A server answers otherwise, or the rules differ.</exception>
    public async Task<IReadOnlyDictionary<WafRequest, IReadOnlyList<long>>> RunAsync(IReadOnlyList<WafServer> servers, CancellationToken cancellation)
    {
        var fired = new Dictionary<WafRequest, IReadOnlyList<long>>();
        foreach (var server in servers)
        {
            foreach (var request in WafRequest.All)
            {
                Expect(server, request, "status", await StatusAsync(server, request, request.Target, request.Body, cancellation), 200);
                var told = Lines(server).Count;
                var (target, body) = (request.AttackTarget ?? request.Target, request.AttackBody ?? request.Body);
                Expect(server, request, "status of an attack", await StatusAsync(server, request, target, body, cancellation), server.HasRules ? Refused : 200);
                if (!server.HasRules) continue;
                var rules = await RulesAsync(server, told, cancellation);
                if (rules.Count == 0) throw new LoadTestException($"{server.Subject}, {request.Name}: the attack was refused by no rule");
                if (!fired.TryAdd(request, rules) && !fired[request].SequenceEqual(rules))
                    throw new LoadTestException($"{request.Name}: the attack fired {string.Join(' ', rules)} in {server.Subject}; before {string.Join(' ', fired[request])}. They would not be measured at the same work.");
            }
        }

        return fired;
    }

    public void Dispose() => _client.Dispose();

    private async Task<int> StatusAsync(WafServer server, WafRequest request, string target, string body, CancellationToken cancellation)
    {
        using var content = request.ContentType is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (content is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType!);
        using var message = new HttpRequestMessage(content is null ? HttpMethod.Get : HttpMethod.Post, new Uri($"https://127.0.0.1:{server.Port}{target}")) { Content = content };
        foreach (var (name, value) in WafRequest.CommonFields) message.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _client.SendAsync(message, cancellation);
        if ((int)answer.StatusCode == 200) Expect(server, request, "body", await answer.Content.ReadAsStringAsync(cancellation), RawBackend.Body);
        return (int)answer.StatusCode;
    }

    private static async Task<IReadOnlyList<long>> RulesAsync(WafServer server, int told, CancellationToken cancellation)
    {
        // Events are written behind the answer.
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Pause)
        {
            if (server.RulesIn(Lines(server).GetRange(told, Lines(server).Count - told)) is { } rules) return rules;
            await Task.Delay(Pause, cancellation);
        }

        throw new LoadTestException($"{server.Subject}: refused an attack and does not tell why in {server.LogPath}");
    }

    /// <summary>Whole lines only: the last one may still be written.</summary>
    private static List<string> Lines(WafServer server)
    {
        if (!File.Exists(server.LogPath)) return [];
        using var reader = new StreamReader(new FileStream(server.LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static void Expect<T>(WafServer server, WafRequest request, string what, T found, T expected)
    {
        if (!Equals(found, expected)) throw new LoadTestException($"{server.Subject}, {request.Name}: {what}: found {found}; expected {expected}. It would not be measured doing this work.");
    }
}
