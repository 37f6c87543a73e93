using Gateway.Policies.RequestLimits;
using Gateway.SecLang.Execution;

namespace Gateway.Policies.Waf.Bodies;

/// <summary>Which bodies rules look at; after phase 1, whose rules choose the reader.</summary>
internal sealed class WantedBodies(WafOptions options)
{
    private readonly MediaTypeList _skipped = new(options.SkippedMediaTypes);

    public bool Wants(Transaction transaction, string? contentType) =>
        options.RequestBody && transaction.Controls.RequestBodyAccess && transaction.Request.Body.IsWanted
        && !(contentType is { Length: > 0 } text && MediaType.TryParse(text, out var type) && _skipped.Contains(type));
}
