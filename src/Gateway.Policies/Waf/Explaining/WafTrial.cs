using System.Globalization;
using System.Text;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.Waf.Findings;
using Gateway.Policies.Waf.Rules;
using Gateway.SecLang;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;
using Gateway.SecLang.Testing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Waf.Explaining;

/// <summary>Runs rules over requests out of files, without a gateway. All rules run, whatever would have been refused: that is told.</summary>
/// <param name="rules">The rules.</param>
/// <param name="options">The route's, or those of a command line.</param>
/// <param name="isRoute">Read bodies and answers as the route does, and not all of them for the rules' sake.</param>
internal sealed class WafTrial(RuleSet rules, WafOptions options, bool isRoute = false)
{
    private readonly RuleExclusions? _exclusions = WafExclusions.Bind(rules, options.Exclusions);

    private readonly BodySettings _settings = options.BodiesFor(rules, isRoute);

    private readonly TrialBody? _body = isRoute ? new TrialBody(options) : null;
    private readonly MediaTypeList? _answers = isRoute ? new MediaTypeList(options.ResponseMediaTypes) : null;

    /// <summary>The route, where the options are one's.</summary>
    public TrialRoute? Route { get; init; }

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
        var unread = _body?.Read(transaction, request);
        if (_body is null) transaction.Request.Body.Append(request.Body);
        // What is refused unread has no phase 2.
        if (unread is null)
        {
            transaction.Request.Body.End();
            transaction.Run(2);
        }

        if (answer is not null && !(isRoute && options.Response is WafResponseMode.Off)) Answer(transaction, answer);
        var isTooLarge = transaction.Request.Body.LimitExceeded && !(isRoute && options.BodyLimitAction is WafLimitAction.ProcessPartial);
        return new WafTrialResult([.. transaction.Matches], transaction.Verdict, WafScores.Of(transaction), isTooLarge, transaction.Overflowed) { Unread = unread, Route = Route };
    }

    private void Answer(Transaction transaction, TrialAnswer answer)
    {
        transaction.Response.Line("HTTP/1.1"u8, answer.Status, "OK"u8);
        foreach (var (name, value) in answer.Headers) transaction.Response.Header(name, value);
        transaction.Response.EndHead();
        transaction.Run(3);
        if (answer.Body.Length > 0 && Wants(answer))
        {
            var length = isRoute ? (int)Math.Min(answer.Body.Length, options.MaxInspectedResponseBytes) : answer.Body.Length;
            transaction.Response.Body(answer.Body.AsSpan(0, length), limitExceeded: length < answer.Body.Length);
        }

        transaction.Run(4);
        transaction.Run(5);
    }

    private bool Wants(TrialAnswer answer)
    {
        if (_answers is null) return true;
        if (options.Response is not WafResponseMode.Body) return false;
        foreach (var (name, value) in answer.Headers)
            if (Ascii.EqualsIgnoreCase(name, "Content-Type"u8)) return MediaType.TryParse(Encoding.Latin1.GetString(value), out var type) && _answers.Contains(type);
        return false;
    }
}

/// <summary>What the rules made of a request.</summary>
internal sealed record WafTrialResult(IReadOnlyList<MatchedRule> Matches, Interruption? Verdict, WafScores Scores, bool BodyTooLarge, bool Overflowed)
{
    /// <summary>The status, and why the body would have been refused without a look at it; null where it is not.</summary>
    public string? Unread { get; init; }

    /// <summary>The route whose options were tried; null for files alone.</summary>
    public TrialRoute? Route { get; init; }

    /// <summary>What the client would get from the gateway, which is not always what the rule says; null where the request passes.</summary>
    public int? Status =>
        Verdict is { } verdict ? verdict.Phase > 2 ? StatusCodes.Status502BadGateway : WafRejections.StatusOf(verdict)
        : Unread is not null ? int.Parse(Unread.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture)
        : BodyTooLarge ? StatusCodes.Status413PayloadTooLarge
        : Overflowed ? WafRejections.Overflow.Status
        : null;

    public bool IsRefused => Status is not null;
}
