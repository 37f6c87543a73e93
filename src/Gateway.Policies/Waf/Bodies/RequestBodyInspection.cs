using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;
using Gateway.Policies.Waf.Forms;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf.Bodies;

/// <summary>
/// Gives bodies to the rules. Most are read whole, once for all stages, before any of them goes on. Of multipart bodies that turn out larger than what is inspected, whatever
/// they say of their length, so much is read; then they pass while their fields and the heads of their files are inspected.
/// </summary>
internal sealed class RequestBodyInspection(WafOptions options, WafParts parts, WafJudge judge, ContractForms? forms)
{
    private readonly WantedBodies _wanted = new(options);
    private readonly BodyRejections _failures = new(new RequestLimitsOptions(), options.MaxInspectedBodyBytes, options.MaxInspectedBodyBytes);
    private readonly Rejection _coding = HeadRejections.CodingNotAllowed("A body", names: true);
    private readonly int _maxRatio = new RequestLimitsOptions().MaxDecompressionRatio;
    private readonly long _max = options.MaxInspectedBodyBytes;
    private readonly bool _partial = options.BodyLimitAction is WafLimitAction.ProcessPartial;

    /// <summary>The refusal for want of memory.</summary>
    public Rejection NoMemory => _failures.For(BodyFailure.OverBudget);

    /// <summary>Whether there is a body that rules look at.</summary>
    public bool Wants(Exchange exchange, Transaction transaction)
    {
        var context = exchange.Context;
        return _wanted.Wants(transaction, context.Request.ContentType) && RequestBodyPresence.HasBody(context) && !RequestBodyPresence.IsTunnel(context);
    }

    /// <summary>Has the body inspected on its way to the backend.</summary>
    public void Attach(Exchange exchange, WafSession session)
    {
        var body = new StreamedBody(exchange, session, parts, judge, !_partial, _max, NoMemory);
        session.Cut = body.Cut;
        var stream = new InspectedBodyStream(exchange.Context.Request.Body, session, parts.Budget, body);
        exchange.Context.Response.RegisterForDispose(stream);
        exchange.Context.Request.Body = stream;
    }

    /// <summary>Null where the body is to pass while it is inspected: <see cref="Attach"/>.</summary>
    public async ValueTask<Decision?> InspectAsync(Exchange exchange, Transaction transaction, bool enforces, bool policyEnforces)
    {
        // 1. Read it, within the policy's limit and the process's memory; of one that is too large, the start where that is of use.
        var startOnly = _partial || !enforces;
        // A multipart body that is here already is no larger than what an earlier stage has allowed, and its files do not count.
        var isMultipart = transaction.Request.Body.Processor is BodyProcessor.Multipart;
        var coding = ContentCodings.Of(exchange.Context.Request);
        var mayPass = isMultipart && exchange.Body is null && coding is ContentCoding.Identity;
        var (failure, body) = isMultipart && exchange.Body is { } whole ? (BodyFailure.None, whole.Raw)
            : startOnly || mayPass
                ? await parts.Buffering.ReadStartAsync(exchange, _max)
                : (await parts.Buffering.ReadAsync(exchange, _max), exchange.Body?.Raw ?? default);
        var isCut = failure is BodyFailure.TooLarge;
        if (isCut && mayPass) return null;
        if (failure is not BodyFailure.None && !(isCut && startOnly)) return Unread(exchange, transaction, isCut ? judge.Rejections.BodyTooLarge : _failures.For(failure), enforces, policyEnforces);

        // 2. Undo its coding. Of a compressed body there is no start that means anything.
        if (coding is ContentCoding.Unknown) return Unread(exchange, transaction, _coding, enforces, policyEnforces);
        if (coding is not ContentCoding.Identity && !body.IsEmpty)
        {
            failure = isCut ? BodyFailure.TooLarge : parts.Decoding.Decode(exchange.Body!, coding, _max, _maxRatio);
            if (failure is not BodyFailure.None) return Unread(exchange, transaction, isCut ? judge.Rejections.BodyTooLarge : _failures.For(failure), enforces, policyEnforces);
            body = exchange.Body!.Content;
        }

        // 3. Run the rules over it.
        var collector = transaction.Request.Body;
        collector.Append(body.Span);
        // One byte more than there is room for: the reader then knows that it has a start.
        if (isCut) collector.Append(" "u8);
        collector.End();
        if (forms?.MarkBody(exchange, transaction) is > 0 and var known) parts.Metrics.KnownValues(known);
        transaction.Run(2);
        return judge.OfRequest(exchange, transaction, enforces, policyEnforces, (isCut || collector.LimitExceeded) && !_partial ? judge.Rejections.BodyTooLarge : null);
    }

    /// <summary>Phase 2 will not run. What phase 1 found counts, and comes first where it was no reason to stop: in Report, and outside the ramp.</summary>
    private Decision Unread(Exchange exchange, Transaction transaction, Rejection rejection, bool enforces, bool policyEnforces)
    {
        // What an earlier stage refuses in the body breaks the reading off: the refusal is that one's, in every mode.
        var late = exchange.LateRefusal;
        var decision = judge.OfRequest(exchange, transaction, enforces, policyEnforces, late is null ? rejection : null);
        if (late is null) return decision;
        if (decision.Rejection is { } found) parts.Rejections.Report(exchange, WafPolicy.PolicyName, found);
        return Decision.Reject(late.Rejection);
    }
}
