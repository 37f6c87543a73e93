using Gateway.Policies.Pipeline;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.SecurityHeaders;

/// <summary>Hardens the head of every answer, refusals included. The values are made once per route; a request costs the loop.</summary>
internal sealed class SecurityHeadersStage : ResponseStage
{
    private readonly string[] _removed;
    private readonly Field[] _overTls;
    private readonly Field[] _plain;

    public SecurityHeadersStage(SecurityHeadersOptions options)
    {
        _removed = [.. options.Remove];
        _overTls = [.. SecurityHeaderList.Of(options).Select(h =>
            new Field(h.Name, h.Value, options.KeepBackend.Contains(h.Name, StringComparer.OrdinalIgnoreCase)))];

        // RFC 6797 section 7.2: never over plain HTTP, where anyone on the way could have written it.
        _plain = [.. _overTls.Where(static f => f.Name != SecurityHeaderList.StrictTransportSecurity)];
    }

    public override IReadOnlyCollection<string> Drops => _removed;

    public override void Apply(Exchange exchange)
    {
        var headers = exchange.Context.Response.Headers;
        if (!exchange.DroppedFieldsAreGone)
            foreach (var name in _removed) headers.Remove(name);
        foreach (ref readonly var field in (exchange.Context.Request.IsHttps ? _overTls : _plain).AsSpan())
        {
            if (field.KeepsBackend && headers.ContainsKey(field.Name)) continue;
            headers[field.Name] = field.Value;
        }
    }

    private readonly record struct Field(string Name, StringValues Value, bool KeepsBackend);
}
