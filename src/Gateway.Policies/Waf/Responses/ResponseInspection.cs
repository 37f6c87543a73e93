using Gateway.Policies.Pipeline;

namespace Gateway.Policies.Waf.Responses;

/// <summary>Has the answer of a request looked at before any of it is sent, after the contract has: rules see what the client would get.</summary>
internal sealed class ResponseInspection(WafOptions options, WafParts parts, WafJudge judge)
{
    private readonly ResponseBodyReader? _bodies = options.Response is WafResponseMode.Body ? new ResponseBodyReader(options, parts.Budget) : null;

    public void Attach(Exchange exchange, WafSession session) =>
        exchange.ResponseCheck = new WafResponseCheck(exchange.ResponseCheck, session, _bodies, parts, judge);
}
