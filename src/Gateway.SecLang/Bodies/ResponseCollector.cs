using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>Fills the value table from a response: <see cref="Line"/>, each <see cref="Header"/>, <see cref="EndHead"/> before phase 3, <see cref="Body"/> before phase 4.</summary>
internal sealed class ResponseCollector(ValueTable table)
{
    public void Line(ReadOnlySpan<byte> protocol, int status, ReadOnlySpan<byte> reason)
    {
        table.Set(Collection.ResponseProtocol, protocol);
        table.Set(Collection.ResponseStatus, status);
        table.Clear(Collection.StatusLine);
        var digits = table.FirstOf(Collection.ResponseStatus);
        if (digits >= 0) table.Add(Collection.StatusLine, default, table.Arena.Join(protocol, table.ValueOf(digits), reason));
    }

    public void Header(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var header = table.Add(Collection.ResponseHeaders, name, value);
        if (header >= 0) table.AliasName(Collection.ResponseHeadersNames, header);
    }

    public void EndHead()
    {
        Repeat(Collection.ResponseContentType, "Content-Type"u8);
        Repeat(Collection.ResponseContentLength, "Content-Length"u8);
        table.Set(Collection.OutboundDataError, 0);
    }

    /// <summary>The part of the body that rules look at. Without a call there is no RESPONSE_BODY: other media types, or none wanted.</summary>
    public void Body(ReadOnlySpan<byte> body, bool limitExceeded)
    {
        table.Set(Collection.ResponseBody, body);
        if (limitExceeded) table.Set(Collection.OutboundDataError, 1);
    }

    private void Repeat(Collection collection, ReadOnlySpan<byte> name)
    {
        table.Clear(collection);
        var header = table.Find(Collection.ResponseHeaders, name);
        if (header >= 0) table.Add(collection, default, table.ValueOf(header));
    }
}
