using Gateway.Policies.Pipeline;
using Gateway.Policies.Waf.Findings;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Model;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Waf;

/// <summary>
/// The refusals of the policy. Clients learn that, not why: an attacker would use the rule's id to get around it. The limit of a body is told: it helps whoever means well, and is
/// found out with a few requests anyway.
/// </summary>
internal sealed class WafRejections(WafOptions options)
{
    private readonly bool _logValues = options.LogValues;

    public Rejection BodyTooLarge { get; } = new()
    {
        Status = StatusCodes.Status413PayloadTooLarge,
        Title = "Content too large",
        Reason = "body-too-large",
        Detail = $"A body may have at most {options.MaxInspectedBodyBytes} bytes, files aside.",
        CloseConnection = true,
    };

    /// <summary>The rules could not look at everything, so nobody knows what it is.</summary>
    public static Rejection Overflow { get; } = new() { Status = StatusCodes.Status400BadRequest, Title = "Malformed request", Reason = "inspection-overflow" };

    /// <summary>The same for an answer.</summary>
    public static Rejection ResponseOverflow { get; } = new() { Status = StatusCodes.Status502BadGateway, Title = "Bad gateway", Reason = "response-inspection-overflow" };

    /// <summary>What the client of a refused request gets. Some rules refuse what is malformed, with 400. A redirect would lead whoever attacks by the nose of whoever wrote the rule.</summary>
    public static int StatusOf(Interruption verdict) =>
        verdict.Kind is DisruptionKind.Deny && verdict.Status is >= 400 and < 500 ? verdict.Status : StatusCodes.Status403Forbidden;

    public Rejection OfRequest(Transaction transaction, Interruption verdict)
    {
        var status = StatusOf(verdict);
        return new Rejection
        {
            Status = status,
            Title = status == StatusCodes.Status403Forbidden ? "Forbidden" : "Malformed request",
            Reason = ReasonOf(verdict),
            Facts = new WafFacts(transaction, verdict.RuleId, _logValues),
            CloseConnection = verdict.Kind is DisruptionKind.Drop,
        };
    }

    public Rejection OfResponse(Transaction transaction, Interruption verdict) => new()
    {
        Status = StatusCodes.Status502BadGateway,
        Title = "Bad gateway",
        Reason = "response-" + ReasonOf(verdict),
        Facts = new WafFacts(transaction, verdict.RuleId, _logValues),
    };

    private static string ReasonOf(Interruption verdict) => CoreRules.IsEvaluation(verdict.RuleId) ? "anomaly-score" : "rule";
}
