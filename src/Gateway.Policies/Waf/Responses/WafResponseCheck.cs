using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Responses;
using Gateway.SecLang.Execution;
using Microsoft.AspNetCore.Http;

namespace Gateway.Policies.Waf.Responses;

/// <summary>Runs the phases of an answer: its head, its body, and what is left to do at the end.</summary>
internal sealed class WafResponseCheck(AnswerCheck? inner, WafSession session, ResponseBodyReader? bodies, WafParts parts, WafJudge judge) : AnswerCheck
{
    private static readonly Rejection NoMemory = new() { Status = StatusCodes.Status502BadGateway, Title = "Bad gateway", Reason = "response-memory-exhausted" };

    public override async ValueTask<bool> CheckAsync(Exchange exchange, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (inner is not null && !await inner.CheckAsync(exchange, response, cancellation)) return false;
        var passes = response.StatusCode is HttpStatusCode.SwitchingProtocols || await InspectAsync(exchange, response, cancellation);
        session.Answered();
        return passes;
    }

    private async ValueTask<bool> InspectAsync(Exchange exchange, HttpResponseMessage response, CancellationToken cancellation)
    {
        await Task.Yield();
        if (!Run(exchange, transaction => Head(transaction, response))) return false;
        var (isRead, body, isCut) = (true, ReadOnlyMemory<byte>.Empty, false);
        if (bodies is not null && bodies.Wants(exchange, response)) (isRead, body, isCut) = await bodies.ReadAsync(exchange, response, cancellation);
        if (!isRead) return Passes(exchange, NoMemory, session.Enforces);
        return Run(exchange, transaction =>
        {
            if (!body.IsEmpty || isCut) transaction.Response.Body(body.Span, isCut);
            transaction.Run(4);
            transaction.Run(5);
        });
    }

    private bool Run(Exchange exchange, Action<Transaction> phase)
    {
        lock (session.Lock)
        {
            if (session.Transaction is not { } transaction) return true;
            var (before, matches, overflowed) = (transaction.ResponseVerdict, transaction.Matches.Count, transaction.Overflowed);
            phase(transaction);
            if (transaction.Matches.Count > matches) parts.Metrics.Count(transaction.Matches.Skip(matches));
            if (transaction.ResponseVerdict is { } verdict && !ReferenceEquals(verdict, before))
                return Passes(exchange, judge.Rejections.OfResponse(transaction, verdict), session.Enforces && transaction.MayRefuseAnswer);
            return overflowed || !transaction.Overflowed || Passes(exchange, WafRejections.ResponseOverflow, session.Enforces && transaction.MayRefuseAnswer);
        }
    }

    private bool Passes(Exchange exchange, Rejection rejection, bool enforces)
    {
        if (enforces)
        {
            exchange.LateRefusal = new LateRefusal(WafPolicy.PolicyName, rejection);
            return false;
        }

        parts.Rejections.Report(exchange, WafPolicy.PolicyName, rejection);
        return true;
    }

    private static void Head(Transaction transaction, HttpResponseMessage response)
    {
        transaction.Response.Line("HTTP/1.1"u8, (int)response.StatusCode, Encoding.UTF8.GetBytes(response.ReasonPhrase ?? ""));
        Add(transaction, response.Headers.NonValidated);
        Add(transaction, response.Content.Headers.NonValidated);
        transaction.Response.EndHead();
        transaction.Run(3);
    }

    private static void Add(Transaction transaction, HttpHeadersNonValidated headers)
    {
        foreach (var (name, values) in headers)
            foreach (var value in values) transaction.Response.Header(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
    }
}
