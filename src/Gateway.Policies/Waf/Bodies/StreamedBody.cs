using Gateway.Policies.Pipeline;
using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf.Bodies;

/// <summary>
/// What is decided about a multipart body that passes while it is inspected. The rules are asked once, when nothing that may still come could tell them more: at the end, behind
/// it, or over a limit. All but the constructor is called under the lock of the session.
/// </summary>
/// <param name="exchange">The request.</param>
/// <param name="session">Whose transaction sees it.</param>
/// <param name="parts">What the stages share.</param>
/// <param name="judge">Makes a decision of what the rules find.</param>
/// <param name="refusesLarge">Whether fields that are larger than what is inspected are refused.</param>
/// <param name="max">How much is inspected.</param>
/// <param name="noMemory">The refusal for want of memory.</param>
internal sealed class StreamedBody(Exchange exchange, WafSession session, WafParts parts, WafJudge judge, bool refusesLarge, long max, Rejection noMemory)
{
    /// <summary>A boundary is always shorter: it waits.</summary>
    private const int LeastWaiting = 64 << 10;

    private byte[]? _last;

    /// <summary>
    /// How many of the waiting bytes may go on before the rules have decided. Not the last boundary: a backend acts on a form that is complete, even if the client keeps the end of
    /// the body back. Nor what the reader cannot make sense of, for the backend's may find an end in it; nor as many bytes as could be the beginning of one.
    /// </summary>
    public int MayGo(Transaction transaction, ReadOnlySpan<byte> waiting)
    {
        if (!session.Enforces) return waiting.Length;
        if (transaction.Request.Body.Multipart is not { Error: null } reader) return 0;
        _last ??= [.. reader.Delimiter, (byte)'-', (byte)'-'];
        var found = waiting.IndexOf(_last);
        return found >= 0 ? found : Math.Max(0, waiting.Length - _last.Length);
    }

    /// <summary>Whether the rules can decide before the end: what they look at is complete, or more waits than the reader keeps of what it cannot make sense of.</summary>
    public bool IsReady(Transaction transaction, int waiting) =>
        transaction.Request.Body.Multipart is { } reader
        && (reader.HasSeenAll || waiting >= Math.Max(max, LeastWaiting) || (reader.IsTooLarge && refusesLarge && session.Enforces));

    /// <summary>Asks the rules. False to hold back what waits.</summary>
    public bool Passes(Transaction transaction, bool isEnd)
    {
        session.Cut = null;
        var body = transaction.Request.Body;
        // The last boundary in the middle of a line, and then ever more: neither the end nor anything that the rules could be asked about.
        var isSeen = isEnd || body.Multipart is not { HasSeenAll: false, Error: null };
        body.End();
        transaction.Run(2);
        var otherwise = body.LimitExceeded && refusesLarge ? judge.Rejections.BodyTooLarge : isSeen ? null : WafRejections.Overflow;
        var goes = Goes(judge.OfRequest(exchange, transaction, session.Enforces, session.PolicyEnforces, otherwise));
        // What the rules have made of the body is kept until the backend answers.
        if (goes && session.AwaitsAnswer && !session.TryCharge()) return PassesWithoutMemory();
        session.Release();
        return goes;
    }

    /// <summary>There is no memory for what would have to be kept. False to refuse; otherwise nothing more is looked at.</summary>
    public bool PassesWithoutMemory()
    {
        session.Cut = null;
        session.AwaitsAnswer = false;
        session.Release();
        return Goes(judge.Decide(exchange, noMemory, session.Enforces, session.PolicyEnforces));
    }

    /// <summary>The exchange has ended before the body: what was in it may have been an attack all the same, and is told.</summary>
    public void Cut(Transaction transaction)
    {
        if (transaction.Request.Body.Multipart is not { } reader) return;
        reader.IsCut = true;
        transaction.Request.Body.End();
        transaction.Run(2);
        if (judge.OfRequest(exchange, transaction, session.Enforces, session.PolicyEnforces).Rejection is { } rejection)
            parts.Rejections.Report(exchange, WafPolicy.PolicyName, rejection);
    }

    private bool Goes(Decision decision)
    {
        if (decision.Rejection is not { } rejection) return true;
        if (!session.PolicyEnforces)
        {
            // No runner asks any more.
            parts.Rejections.Report(exchange, WafPolicy.PolicyName, rejection);
            return true;
        }

        exchange.LateRefusal = new LateRefusal(WafPolicy.PolicyName, rejection);
        return false;
    }
}
