using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Testing;
using Gateway.SecLang.Tests.Support;

namespace Gateway.SecLang.Tests.Crs;

/// <summary>Runs regression tests of the Core Rule Set against the engine, from the raw bytes.</summary>
internal static class CrsRunner
{
    /// <summary>Null: the stage went as its test expects. Otherwise what is different.</summary>
    public static string? Judge(RuleSet rules, CoreRuleSetTest test, CoreRuleSetStage stage)
    {
        var (matches, verdict) = Run(rules, stage.Request);
        var fired = matches.Select(m => (int)m.Rule.Id).ToHashSet();
        var missing = stage.Ids.Where(id => !fired.Contains(id)).ToList();
        if (missing.Count > 0) return $"missing {string.Join(' ', missing)}; fired {Show(fired)}";
        var unwanted = stage.NotIds.Where(fired.Contains).ToList();
        if (unwanted.Count > 0) return $"unwanted {string.Join(' ', unwanted)}: {string.Join(' ', matches.Where(m => unwanted.Contains((int)m.Rule.Id)).Select(m => string.Join(',', m.Targets) + " " + m.LogData))}";
        var log = string.Join('\n', matches.Select(m => $"[id \"{m.Rule.Id}\"] [msg \"{m.Message}\"] [data \"{Escape(m.LogData)}\"]"));
        if (stage.LogPattern is { } pattern && !Finds(log, pattern)) return $"no log with {pattern}; fired {Show(fired)}";
        if (stage.NoLogPattern is { } absent && Finds(log, absent)) return $"log with {absent}";
        // A status is what a whole server answers: with the engine on, the rules would have refused the request, or the rule under test would have told of it.
        var refusal = stage.Status.Count > 0 && !stage.Status.Contains(200) && !stage.Status.Contains(404) && stage.Ids.Count + stage.NotIds.Count == 0;
        return refusal && verdict is null && !fired.Contains(test.Rule) ? $"status {string.Join('/', stage.Status)} expected; fired {Show(fired)}" : null;
    }

    /// <param name="rules">The rules.</param>
    /// <param name="request">The request.</param>
    /// <param name="prepare">Called before the rules look at the arguments of the query, and again before they look at those of the body.</param>
    public static (IReadOnlyList<MatchedRule> Matches, Interruption? Verdict) Run(RuleSet rules, RawRequest request, Action<Transaction>? prepare = null)
    {
        using var transaction = rules.Begin();
        RunRequestPhases(transaction, request, BodyOf(request), prepare);
        Respond(transaction, request);
        transaction.Run(5);
        Assert.False(transaction.Overflowed);
        return ([.. transaction.Matches], transaction.Verdict);
    }

    /// <summary>The request phases alone, as a gateway runs them; how many rules matched.</summary>
    public static int RequestPhases(RuleSet rules, RawRequest request)
    {
        using var transaction = rules.Begin();
        RunRequestPhases(transaction, request);
        return transaction.Matches.Count;
    }

    public static void RunRequestPhases(Transaction transaction, RawRequest request) => RunRequestPhases(transaction, request, request.Body, prepare: null);

    private static void RunRequestPhases(Transaction transaction, RawRequest request, ReadOnlySpan<byte> body, Action<Transaction>? prepare)
    {
        new ConnectionFacts { RemoteAddress = "127.0.0.1"u8, RemotePort = 40000, ServerAddress = "127.0.0.1"u8, ServerPort = 80, ServerName = "localhost"u8, UniqueId = "Zk1-test"u8 }.AddTo(transaction.Values);
        transaction.Request.Head(request.Head, transaction.BodySettings);
        prepare?.Invoke(transaction);
        transaction.Run(1);
        transaction.Request.Body.Append(body);
        transaction.Request.Body.End();
        prepare?.Invoke(transaction);
        transaction.Run(2);
    }

    /// <summary>The backend of the tests answers <c>POST /reflect</c> as the body asks for, and everything else with an empty 200.</summary>
    private static void Respond(Transaction transaction, RawRequest request)
    {
        var (status, headers, body) = Encoding.Latin1.GetString(request.Head.Target).StartsWith("/reflect", StringComparison.Ordinal) ? Reflect(request.Body) : (200, [], []);
        transaction.Response.Line("HTTP/1.1"u8, status, "OK"u8);
        foreach (var (name, value) in headers) transaction.Response.Header(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(value));
        transaction.Response.EndHead();
        transaction.Run(3);
        if (body.Length > 0) transaction.Response.Body(body, limitExceeded: false);
        transaction.Run(4);
    }

    private static (int Status, List<(string Name, string Value)> Headers, byte[] Body) Reflect(byte[] order)
    {
        try
        {
            using var json = JsonDocument.Parse(order);
            var root = json.RootElement;
            return (
                root.TryGetProperty("status", out var status) ? status.GetInt32() : 200,
                root.TryGetProperty("headers", out var headers) ? [.. headers.EnumerateObject().Select(p => (p.Name, p.Value.GetString()!))] : [],
                root.TryGetProperty("body", out var body) ? Encoding.UTF8.GetBytes(body.GetString()!)
                    : root.TryGetProperty("encodedBody", out var encoded) ? encoded.GetBytesFromBase64() : []);
        }
        catch (JsonException)
        {
            return (400, [], []);
        }
    }

    /// <summary>The file with the tests has multipart bodies whose line ends were made CR LF although they were that already.</summary>
    private static byte[] BodyOf(RawRequest request)
    {
        // Without a length a server reads no body, whatever follows.
        if (request.Head.Header("Content-Length"u8) is null && request.Head.Header("Transfer-Encoding"u8) is null) return [];
        var isMultipart = request.Head.Header("Content-Type"u8) is { } type && Encoding.Latin1.GetString(type).StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        return isMultipart ? Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(request.Body).Replace("\r\r\n", "\r\n", StringComparison.Ordinal)) : request.Body;
    }

    private static bool Finds(string log, string pattern) =>
        System.Text.RegularExpressions.Regex.IsMatch(log, pattern.Replace("id:", "id \"", StringComparison.Ordinal), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    /// <summary>As ModSecurity writes its log: tests look for text on one line.</summary>
    private static string Escape(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\x{(int)c:x2}"));

    private static string Show(IEnumerable<int> ids) => string.Join(' ', ids.Order());
}
