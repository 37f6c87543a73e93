using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Policies.Cors;

/// <summary>
/// Gives every answer the CORS headers that the route's options ask for, whoever made it: also a refusal by a stage before
/// <see cref="CorsStage"/>, which a page could otherwise not tell from a network failure. What the backend says about CORS is dropped.
/// </summary>
internal sealed class CorsResponseStage(CorsRules rules) : ResponseStage
{
    public static readonly StringValues Any = "*";
    public static readonly StringValues True = "true";

    // By name, because enumerating the headers allocates. These are all that a browser reads.
    private static readonly string[] AnswerFields =
    [
        HeaderNames.AccessControlAllowOrigin,
        HeaderNames.AccessControlAllowCredentials,
        HeaderNames.AccessControlExposeHeaders,
    ];

    private static readonly string[] PreflightFields =
    [
        HeaderNames.AccessControlAllowMethods,
        HeaderNames.AccessControlAllowHeaders,
        HeaderNames.AccessControlMaxAge,
        "Access-Control-Allow-Private-Network",
        "Access-Control-Allow-Local-Network",
    ];

    private readonly VaryField? _vary = rules.AnyOrigin ? null : new VaryField(HeaderNames.Origin);
    private readonly VaryField _preflightVary = rules.AnyOrigin
        ? new VaryField(HeaderNames.AccessControlRequestMethod, HeaderNames.AccessControlRequestHeaders)
        : new VaryField(HeaderNames.Origin, HeaderNames.AccessControlRequestMethod, HeaderNames.AccessControlRequestHeaders);

    public override IReadOnlyCollection<string> Drops => [.. AnswerFields, .. PreflightFields];

    public override void Apply(Exchange exchange)
    {
        var request = exchange.Context.Request;
        var response = exchange.Context.Response.Headers;
        if (CorsRules.IsPreflight(request))
        {
            _preflightVary.AddTo(response);
            RemoveForeign(exchange, response, AnswerFields);
            RemoveForeign(exchange, response, PreflightFields);
            return;
        }

        // Also on answers to requests without Origin: a cache must not serve them to a page.
        _vary?.AddTo(response);
        if (!exchange.DroppedFieldsAreGone)
        {
            foreach (var name in PreflightFields) response.Remove(name);
            foreach (var name in AnswerFields) response.Remove(name);
        }

        var origin = request.Headers.Origin;
        if (rules.AnyOrigin) response.AccessControlAllowOrigin = Any;
        else if (rules.AllowsOrigin(origin)) response.AccessControlAllowOrigin = origin;
        else return;

        if (rules.AllowCredentials) response.AccessControlAllowCredentials = True;
        if (rules.ExposedHeaders.Count > 0) response.AccessControlExposeHeaders = rules.ExposedHeaders;
    }

    private static void RemoveForeign(Exchange exchange, IHeaderDictionary response, string[] names)
    {
        var ours = exchange.ResponseHeaders;
        foreach (var name in names)
        {
            var isOurs = false;
            for (var i = 0; i < ours.Count && !isOurs; i++)
                isOurs = ours[i].Key.Equals(name, StringComparison.OrdinalIgnoreCase);
            if (!isOurs) response.Remove(name);
        }
    }
}
