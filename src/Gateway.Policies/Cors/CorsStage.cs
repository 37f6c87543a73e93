using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gateway.Policies.Cors;

/// <summary>
/// Answers preflights at the edge: they carry no credentials (Fetch, "CORS-preflight fetch"), so they would never pass authentication,
/// and the backend has no say in what other origins may do. The headers of all other answers are <see cref="CorsResponseStage"/>'s.
/// </summary>
internal sealed class CorsStage(CorsRules rules) : RequestStage
{
    private static readonly Answer PreflightAnswer = new() { Status = StatusCodes.Status204NoContent };
    private static readonly Rejection Origin = Refusal("origin-not-allowed", null);
    private static readonly Rejection Method = Refusal("cors-method-not-allowed", "The method is not allowed from other origins.");
    private static readonly Rejection Headers = Refusal("cors-headers-not-allowed", "A request header is not allowed from other origins.");

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var request = exchange.Context.Request;
        if (CorsRules.IsPreflight(request)) return Preflight(exchange, request.Headers);

        if (rules.RejectDisallowedOrigins && request.Headers.Origin is { Count: > 0 } origin && !rules.AllowsOrigin(origin))
            return Decision.Reject(Origin);
        return Decision.Continue;
    }

    private Decision Preflight(Exchange exchange, IHeaderDictionary request)
    {
        var origin = request.Origin;
        if (!rules.AllowsOrigin(origin)) return Decision.Reject(Origin);
        if (!rules.AllowsMethod(request.AccessControlRequestMethod)) return Decision.Reject(Method);
        if (!rules.AllowsHeaders(request.AccessControlRequestHeaders)) return Decision.Reject(Headers);

        // Access-Control-Request-Private-Network is never answered: a public page has no business in a private network through us.
        exchange.SetResponseHeader(HeaderNames.AccessControlAllowOrigin, rules.AnyOrigin ? CorsResponseStage.Any : origin);
        exchange.SetResponseHeader(HeaderNames.AccessControlAllowMethods, rules.AllowedMethods);
        if (rules.AllowedHeaders is [{ Length: > 0 }])
            exchange.SetResponseHeader(HeaderNames.AccessControlAllowHeaders, rules.AllowedHeaders);
        if (rules.AllowCredentials)
            exchange.SetResponseHeader(HeaderNames.AccessControlAllowCredentials, CorsResponseStage.True);
        exchange.SetResponseHeader(HeaderNames.AccessControlMaxAge, rules.MaxAge);
        return Decision.Respond(PreflightAnswer);
    }

    private static Rejection Refusal(string reason, string? detail) => new()
    {
        Status = StatusCodes.Status403Forbidden,
        Title = "Cross-origin request refused",
        Reason = reason,
        Detail = detail,
    };
}
