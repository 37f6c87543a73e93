using Gateway.Policies.Pipeline;
using Gateway.Policies.RequestLimits.Buffering;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Policies.RequestLimits;

/// <summary>What the head says about the body: whether there may be one, how long it is, and of which type.</summary>
internal sealed class BodyDeclaration(RequestLimitsOptions options, HeadRejections rejections)
{
    private readonly MediaTypeList? _types = options.ContentTypes is { Count: > 0 } types ? new MediaTypeList(types) : null;

    public Rejection? Check(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > options.MaxBodyBytes) return rejections.BodyTooLarge;

        // A body of unknown length is cut by the server while it is read. Not in Report mode, which lets everything pass.
        if (options.Mode is PolicyMode.Enforce && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
            feature.MaxRequestBodySize = options.MaxBodyBytes;

        if (request.Headers.ContentType.Count > 1) return rejections.ContentTypeRepeated;
        if (!RequestBodyPresence.HasBody(context)) return null;
        if (!options.AllowGetBody && IsBodiless(request.Method)) return rejections.BodyNotAllowed;
        if (options.RequireContentLength && request.ContentLength is null) return rejections.LengthRequired;
        return CheckType(request);
    }

    private static bool IsBodiless(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private Rejection? CheckType(HttpRequest request)
    {
        if (request.ContentType is not { Length: > 0 } contentType) return _types is null ? null : rejections.ContentTypeMissing;
        if (!MediaType.TryParse(contentType, out var mediaType)) return rejections.ContentTypeMalformed;
        if (_types is not null && !_types.Contains(mediaType)) return rejections.ContentType;
        if (!mediaType.IsJson) return null;
        if (mediaType.HasForeignCharset) return rejections.Charset;
        return options.Json.Enabled && ContentCodings.Of(request) is ContentCoding.Unknown ? rejections.ContentEncoding : null;
    }
}
