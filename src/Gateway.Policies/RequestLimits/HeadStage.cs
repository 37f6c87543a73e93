using Gateway.Policies.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.RequestLimits;

/// <summary>
/// What the head of a request shows, before authentication: nothing that a stranger sends makes us do cryptography or read a body
/// before this has passed. 1. method, 2. target, 3. header fields, 4. what is declared of the body.
/// </summary>
internal sealed class HeadStage : RequestStage
{
    private readonly RequestLimitsOptions _options;
    private readonly HeadRejections _rejections;
    private readonly string[] _methods;
    private readonly BodyDeclaration _body;

    public HeadStage(RequestLimitsOptions options, IReadOnlyList<string>? routeMethods)
    {
        _options = options;

        // The route matches "get" as GET; RFC 9110 section 9.1 has case count, and backends differ.
        _methods = options.Methods is { Count: > 0 } listed ? [.. listed] : [.. (routeMethods ?? []).Select(static m => m.ToUpperInvariant())];
        _rejections = new HeadRejections(options, _methods, options.Json.Enabled);
        _body = new BodyDeclaration(options, _rejections);
    }

    public override ValueTask<Decision> DecideAsync(Exchange exchange)
    {
        var context = exchange.Context;
        var isTunnel = RequestBodyPresence.IsTunnel(context);
        var rejection = CheckMethod(isTunnel ? HttpMethods.Get : context.Request.Method)
            ?? CheckTarget(context)
            ?? CheckHeaders(context.Request.Headers)
            ?? (isTunnel ? null : _body.Check(context));
        return rejection is null ? Decision.Continue : Decision.Reject(rejection);
    }

    private Rejection? CheckMethod(string method)
    {
        if (_methods.Length == 0) return null;
        foreach (var allowed in _methods)
            if (string.Equals(allowed, method, StringComparison.Ordinal)) return null;
        return _rejections.Method;
    }

    private Rejection? CheckTarget(HttpContext context)
    {
        var request = context.Request;
        if (PathLength(context) > _options.MaxPathBytes) return _rejections.Path;

        var query = request.QueryString;
        if (query.Value is not { Length: > 1 } text) return null;
        if (text.Length > _options.MaxQueryBytes) return _rejections.Query;
        if (text.AsSpan().Count('&') >= _options.MaxQueryParameters) return _rejections.QueryParameters;
        return _options.RejectDuplicateQueryParameters && QueryParameters.HasDuplicate(query) ? _rejections.DuplicateQueryParameter : null;
    }

    // As sent: the decoded path of a request can be a third as long.
    private static int PathLength(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestFeature>() is not { RawTarget: { Length: > 0 } raw })
            return context.Request.Path.Value?.Length ?? 0;
        var end = raw.IndexOf('?', StringComparison.Ordinal);
        return end < 0 ? raw.Length : end;
    }

    private Rejection? CheckHeaders(IHeaderDictionary headers)
    {
        if (headers.Count > _options.MaxHeaderCount) return _rejections.HeaderCount;
        if (_options.MaxHeaderBytes is not { } limit) return null;
        var count = 0;
        foreach (var field in headers)
        {
            foreach (var value in field.Value)
            {
                if (value is not null && value.Length > limit) return _rejections.HeaderLength;
                count++;
            }
        }

        // A repeated field is one entry of the dictionary and several lines of the request.
        return count > _options.MaxHeaderCount ? _rejections.HeaderCount : null;
    }
}
