using Gateway.Policies.RequestLimits.Json;
using Gateway.Policies.Validation.Contracts;
using Microsoft.Net.Http.Headers;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>Makes the scanner of a body that can be looked at while it passes.</summary>
internal sealed class BodyScanners(ValidationOptions options)
{
    private readonly PartLimits _parts = new(
        options.MaxParts, options.MaxPartBytes, options.MaxFileBytes, options.UnknownMediaTypes is UndeclaredMode.Allow, JsonLimits.Default);

    /// <summary>The scanner, or why there can be none.</summary>
    public (IBodyScanner? Scanner, BodyFault? Fault) For(ContractContent content, BodyKind kind, string contentType)
    {
        switch (kind)
        {
            case BodyKind.Records:
                return (new RecordScanner(content.Schema, JsonLimits.Default, options.MaxRecordBytes), null);
            case BodyKind.Binary:
                return (new BinaryScanner(contentType, content.MinBytes, content.MaxBytes), null);
            default:
                return Boundary(contentType) is { } boundary
                    ? (new MultipartScanner(boundary, new PartCheck(content.Parts!, _parts)), null)
                    : (null, BodyFault.Malformed("multipart-boundary", "one boundary of 1 to 70 characters in Content-Type"));
        }
    }

    // RFC 2046 section 5.1.1.
    private static string? Boundary(string contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) return null;
        // "boundary*" (RFC 2231) is another boundary for some.
        if (type.Parameters.Count(static p => p.Name.StartsWith("boundary", StringComparison.OrdinalIgnoreCase)) != 1) return null;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (boundary.Length is 0 or > 70) return null;
        foreach (var c in boundary.AsSpan())
            if (!char.IsAsciiLetterOrDigit(c) && !"'()+_,-./:=?".Contains(c)) return null;
        return boundary.ToString();
    }
}
