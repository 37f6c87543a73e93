namespace Gateway.Policies.Validation.Bodies;

/// <summary>
/// The parameters of Content-Disposition. A backslash that escapes something, and "%22" for a quote, are read differently by different parsers:
/// a name with one is malformed here.
/// </summary>
internal ref struct DispositionParameters
{
    private ReadOnlySpan<char> _rest;

    public DispositionParameters(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(';');
        Kind = (end < 0 ? text : text[..end]).Trim(" \t").ToString();
        _rest = end < 0 ? default : text[end..];
    }

    public string Kind { get; }

    public bool IsMalformed { get; private set; }

    /// <summary>False at the end and for what is malformed.</summary>
    public bool Next(out string name, out string value)
    {
        (name, value) = ("", "");
        _rest = _rest.TrimStart(" \t");
        if (_rest.IsEmpty) return false;
        IsMalformed = true;
        if (_rest[0] != ';') return false;
        _rest = _rest[1..].TrimStart(" \t");
        var equals = _rest.IndexOf('=');
        if (equals <= 0) return false;
        name = _rest[..equals].ToString();
        _rest = _rest[(equals + 1)..];
        if (!TryValue(out value)) return false;
        IsMalformed = name.AsSpan().ContainsAny(" \t\"") || value.Contains("%22", StringComparison.Ordinal);
        return !IsMalformed;
    }

    private bool TryValue(out string value)
    {
        value = "";
        if (_rest is not ['"', ..])
        {
            var end = _rest.IndexOfAny(" \t;\"");
            value = (end < 0 ? _rest : _rest[..end]).ToString();
            _rest = end < 0 ? default : _rest[end..];
            return value.Length > 0;
        }

        var close = _rest[1..].IndexOf('"');
        if (close < 0) return false;
        value = _rest.Slice(1, close).ToString();
        _rest = _rest[(close + 2)..];
        // "C:\x" of old browsers is no escape; a backslash in front of a quote or another one is.
        return !value.EndsWith('\\') && !value.Contains("\\\\", StringComparison.Ordinal);
    }
}
