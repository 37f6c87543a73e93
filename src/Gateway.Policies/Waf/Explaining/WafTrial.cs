using Gateway.Policies.Waf.Findings;
using Gateway.Policies.Waf.Rules;
using Gateway.SecLang;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;
using Gateway.SecLang.Testing;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>Runs rules over requests out of files, without a gateway. All rules run, whatever would have been refused: that is told.</summary>
internal sealed class WafTrial(RuleSet rules, WafOptions options)
{
    private readonly RuleExclusions? _exclusions = WafExclusions.Bind(rules, options.Exclusions);

    private readonly BodySettings _settings =
        rules.BodySettings with { Access = options.RequestBody, BodyLimit = long.MaxValue, NoFilesLimit = options.MaxInspectedBodyBytes };

    /// <param name="request">The request.</param>
    /// <param name="answer">What the backend answers; null for no phases of an answer.</param>
    public WafTrialResult Run(RawRequest request, TrialAnswer? answer)
    {
        using var transaction = rules.Begin();
        transaction.Controls.Engine = EngineMode.DetectionOnly;
        if (_exclusions is not null) transaction.Controls.Use(_exclusions);
        new ConnectionFacts
        {
            RemoteAddress = "127.0.0.1"u8,
            RemotePort = 40_000,
            ServerAddress = "127.0.0.1"u8,
            ServerPort = 80,
            ServerName = "localhost"u8,
            UniqueId = "0123456789012345"u8,
        }.AddTo(transaction.Values);
        transaction.Request.Head(request.Head, _settings);
        transaction.Run(1);
        transaction.Request.Body.Append(request.Body);
        transaction.Request.Body.End();
        transaction.Run(2);
        if (answer is not null) Answer(transaction, answer);
        return new WafTrialResult([.. transaction.Matches], transaction.Verdict, WafScores.Of(transaction), transaction.Request.Body.LimitExceeded, transaction.Overflowed);
    }

    private static void Answer(Transaction transaction, TrialAnswer answer)
    {
        transaction.Response.Line("HTTP/1.1"u8, answer.Status, "OK"u8);
        foreach (var (name, value) in answer.Headers) transaction.Response.Header(name, value);
        transaction.Response.EndHead();
        transaction.Run(3);
        if (answer.Body.Length > 0) transaction.Response.Body(answer.Body, limitExceeded: false);
        transaction.Run(4);
        transaction.Run(5);
    }
}

/// <summary>What the rules made of a request.</summary>
internal sealed record WafTrialResult(IReadOnlyList<MatchedRule> Matches, Interruption? Verdict, WafScores Scores, bool BodyTooLarge, bool Overflowed)
{
    public bool IsRefused => Verdict is not null || BodyTooLarge || Overflowed;
}
