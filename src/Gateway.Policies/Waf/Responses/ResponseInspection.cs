using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation.Responses;

namespace Gateway.Policies.Waf.Responses;

/// <summary>Has the answer of a request looked at before any of it is sent, after the contract has: rules see what the client would get.</summary>
internal sealed class ResponseInspection(WafOptions options, WafParts parts, WafJudge judge)
{
    private readonly ResponseBodyReader? _bodies = options.Response is WafResponseMode.Body ? new ResponseBodyReader(options, parts.Budget) : null;

    public void Attach(Exchange exchange, WafSession session)
    {
        if (_bodies is not null) AcceptedCodings.Restrict(exchange.Context.Request.Headers);
        exchange.ResponseCheck = new WafResponseCheck(exchange.ResponseCheck, session, _bodies, parts, judge);
    }
}
