using System.Text;
using System.Text.Json.Nodes;
using Gateway.IntegrationTests.Support;
using Gateway.Policies.Waf.Explaining;
using Gateway.SecLang.Testing;

namespace Gateway.IntegrationTests.Waf.Crs;

/// <summary>
/// A gateway that takes as much as it can be made to take, with rules of paranoia level 4 that refuse nothing, in front of a backend that answers as the suite's own does.
/// </summary>
internal sealed class CrsSite : IAsyncDisposable
{
    /// <summary>Says that an answer is the backend's: the request has been through the rules.</summary>
    public const string Mark = "X-Backend";

    private readonly TestPki _pki = new();
    private readonly TempFolder _folder = new();
    private readonly RecordingBackend _backend = RecordingBackend.Start();

    public RunningGateway Gateway { get; private set; } = null!;

    /// <summary>Starts it with rule files, or Debian's.</summary>
    /// <param name="hosts">The hosts that requests name.</param>
    /// <param name="variables">What the gateway sets for APIs, as these rules have it by themselves.</param>
    /// <param name="rules">The files.</param>
    public static async Task<CrsSite> StartAsync(IEnumerable<string> hosts, IEnumerable<(string Name, string Value)> variables, params string[] rules)
    {
        var site = new CrsSite();
        site._backend.Answer = Answer;
        var waf = new JsonObject
        {
            ["Mode"] = "Report",
            ["ParanoiaLevel"] = 4,
            // A single match is told.
            ["InboundThreshold"] = 1,
            ["OutboundThreshold"] = 1,
            ["Response"] = "Body",
            ["LogValues"] = true,
            ["Variables"] = SuiteVariables(),
        };
        foreach (var (name, value) in variables) waf["Variables"]![name] = value;
        if (rules.Length > 0) waf["Rules"] = new JsonArray([.. rules.Select(static r => JsonValue.Create(r))]);
        var policies = new JsonObject
        {
            ["Authentication"] = JsonNode.Parse("""{ "Anonymous": { "Reason": "a test" } }"""),
            // Off: how large and how odd a request may be is up to the rules here.
            ["RequestLimits"] = null,
            ["Waf"] = waf,
        };
        var configuration = new TestConfiguration(site._folder, site._pki)
            .Cluster(site._backend.Address, more: """{ "BackendProfile": { "AllowSemicolon": true, "AllowEncodedSlash": true } }""")
            .Gateway(new JsonObject
            {
                ["PublicHosts"] = new JsonArray([.. hosts.Select(static h => JsonValue.Create(h))]),
                // With a listener that can be scraped, metrics are collected.
                ["Health"] = new JsonObject { ["Address"] = "127.0.0.1", ["Port"] = RedisServer.FreePort() },
                ["CanonicalRequest"] = JsonNode.Parse("""{ "HeadersWithUnderscores": "Allow", "ExtraMethods": ["TEST", "FOO", "SUBSCRIBE", "REALLYLONGUNREALMETHOD", "PROPFIND"] }"""),
            }.ToJsonString())
            .Route("all", "/{**rest}", policies.ToJsonString());
        site.Gateway = await RunningGateway.StartAsync(configuration);
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _backend.DisposeAsync();
        _pki.Dispose();
        _folder.Dispose();
    }

    /// <summary>What the suites ask for.</summary>
    private static JsonObject SuiteVariables() => new()
    {
        ["arg_name_length"] = "100",
        ["arg_length"] = "400",
        ["total_arg_length"] = "6400",
        ["max_num_args"] = "255",
        ["max_file_size"] = "64100",
        ["combined_file_sizes"] = "65535",
        ["crs_validate_utf8_encoding"] = "1",
    };

    private static BackendResponse Answer(RecordedRequest request)
    {
        var raw = RawRequest.Parse((byte[])[.. request.Head.Span, .. request.Body.Span]);
        var answer = TrialAnswer.To(raw);
        return BackendResponse.Of(
            answer.Status, answer.Body, [.. answer.Headers.Select(static h => (Encoding.UTF8.GetString(h.Name), Encoding.UTF8.GetString(h.Value))), (Mark, "1")]);
    }
}
