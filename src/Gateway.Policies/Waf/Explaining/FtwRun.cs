using System.Text;
using System.Text.RegularExpressions;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Testing;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>How a test went.</summary>
internal enum FtwOutcome
{
    Passed,
    Failed,

    /// <summary>It is switched off, or about a whole server and not about rules.</summary>
    LeftOut,
}

/// <summary>Judges go-ftw tests by the rules alone, in this process.</summary>
internal sealed class FtwRun(WafTrial trial)
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(5);

    public (FtwOutcome Outcome, string Reason) Judge(FtwTest test)
    {
        if (!test.Enabled) return (FtwOutcome.LeftOut, "disabled");
        var judged = 0;
        foreach (var stage in test.Stages)
        {
            var request = RawRequest.Parse(stage.Request);
            var result = trial.Run(WithoutUnannouncedBody(request, stage.Request), TrialAnswer.To(request));
            if (Find(stage.Expectation, result, ref judged) is { } difference) return (FtwOutcome.Failed, difference);
        }

        return judged > 0 ? (FtwOutcome.Passed, "") : (FtwOutcome.LeftOut, "about a server");
    }

    // Without a length a server reads no body, whatever follows.
    private static RawRequest WithoutUnannouncedBody(RawRequest request, byte[] bytes) =>
        request.Body.Length == 0 || request.Head.Header("Content-Length"u8) is not null || request.Head.Header("Transfer-Encoding"u8) is not null
            ? request
            : RawRequest.Parse(bytes.AsSpan(0, bytes.Length - request.Body.Length));

    private static string? Find(FtwExpectation expected, WafTrialResult result, ref int judged)
    {
        var fired = result.Matches.Select(static m => (int)m.Rule.Id).ToHashSet();
        if (expected.IsAboutRules)
        {
            judged++;
            if (expected.Ids.Where(id => !fired.Contains(id)).ToList() is { Count: > 0 } missing) return $"missing {string.Join(' ', missing)}; matched {string.Join(' ', fired.Order())}";
            if (expected.NotIds.Where(fired.Contains).ToList() is { Count: > 0 } unwanted) return $"unwanted {string.Join(' ', unwanted)}";
        }

        if (FtwStatus.Judge(expected, result) is var (decided, reason) && decided)
        {
            judged++;
            if (reason is not null) return reason;
        }

        if (expected.LogPattern is null && expected.NoLogPattern is null) return null;
        judged++;
        var log = string.Join('\n', result.Matches.Select(Line));
        if (expected.LogPattern is { } pattern && !Finds(log, pattern)) return $"no match is told as {pattern}; matched {string.Join(' ', fired.Order())}";
        return expected.NoLogPattern is { } absent && Finds(log, absent) ? $"a match is told as {absent}" : null;
    }

    /// <summary>As ModSecurity writes its log: tests look for text on one line.</summary>
    private static string Line(MatchedRule match)
    {
        var data = new StringBuilder();
        foreach (var c in match.LogData)
        {
            if (c is >= ' ' and <= '~') data.Append(c);
            else data.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
        }

        return $"[id \"{match.Rule.Id}\"] [msg \"{match.Message}\"] [data \"{data}\"]";
    }

    private static bool Finds(string log, string pattern) =>
        Regex.IsMatch(log, pattern.Replace("id:", "id \"", StringComparison.Ordinal), RegexOptions.CultureInvariant, PatternTimeout);
}
