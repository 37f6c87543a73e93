using System.Text;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Testing;

namespace Gateway.SecLang.Tests.Execution;

/// <summary>Rules as text, run against a request as text.</summary>
internal static class RuleText
{
    public static RuleSet Load(string rules, TimeProvider? clock = null, IReadOnlyDictionary<string, string>? variables = null, bool optimized = true)
    {
        var load = RuleSet.Load(new RuleSetOptions
        {
            Before = rules,
            Recommended = false,
            Optimized = optimized,
            Clock = clock ?? TimeProvider.System,
            Variables = variables ?? new Dictionary<string, string>(),
        });
        Assert.True(load.RuleSet is not null, string.Join('\n', load.Errors));
        return load.RuleSet;
    }

    /// <summary>The request phases and phase 5; the caller disposes.</summary>
    public static Transaction Run(RuleSet rules, string target, string headers = "", string body = "")
    {
        var transaction = rules.Begin();
        new ConnectionFacts { RemoteAddress = "192.0.2.1"u8 }.AddTo(transaction.Values);
        var length = body.Length > 0 ? $"Content-Length: {body.Length}\r\n" : "";
        var request = RawRequest.Parse(Encoding.Latin1.GetBytes($"POST {target} HTTP/1.1\r\n{headers}{length}\r\n{body}"));
        transaction.Request.Head(request.Head, transaction.BodySettings);
        transaction.Run(1);
        transaction.Request.Body.Append(request.Body);
        transaction.Request.Body.End();
        transaction.Run(2);
        transaction.Run(5);
        return transaction;
    }

    /// <summary>The ids of the rules that matched, as run with and without the scan: both must agree.</summary>
    public static string Ids(string rules, string target, string headers = "", string body = "")
    {
        using var plain = Run(Load(rules, optimized: false), target, headers, body);
        using var scanned = Run(Load(rules), target, headers, body);
        var ids = string.Join(' ', plain.Matches.Select(m => m.Rule.Id));
        Assert.Equal(ids, string.Join(' ', scanned.Matches.Select(m => m.Rule.Id)));
        return ids;
    }

    /// <summary>A TX variable after the request, or null.</summary>
    public static string? Variable(string rules, string target, string name, string headers = "")
    {
        using var transaction = Run(Load(rules), target, headers);
        var place = transaction.Tx.PlaceOf(Encoding.Latin1.GetBytes(name), create: false);
        return place < 0 || !transaction.Tx.IsSet(place) ? null : Encoding.Latin1.GetString(transaction.Tx[place]);
    }
}
