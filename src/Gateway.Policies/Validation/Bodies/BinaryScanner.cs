using Gateway.Policies.RequestLimits;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>Bytes: how many there are, and whether they begin as their media type does.</summary>
internal sealed class BinaryScanner(string mediaType, long minBytes, long maxBytes) : IBodyScanner
{
    private long _seen;
    private bool _headFits;

    public BodyFault? Fault { get; private set; }

    public int Scan(ReadOnlySpan<byte> pending, bool isEnd)
    {
        if (!_headFits)
        {
            if (pending.Length < MagicNumbers.Length && !isEnd) return 0;
            _headFits = true;
            // An empty body has no head; its length says whether it may be empty.
            if (!pending.IsEmpty && MediaType.TryParse(mediaType, out var type) && !MagicNumbers.Fits(type, pending))
            {
                Fault = BodyFault.Invalid("type", $"content of {mediaType}");
                return 0;
            }
        }

        if (_seen + pending.Length > maxBytes) Fault = BodyFault.TooLarge("body-too-large", $"at most {maxBytes} bytes");
        else if (isEnd && _seen + pending.Length < minBytes) Fault = BodyFault.Invalid("size", $"at least {minBytes} bytes");
        if (Fault is not null) return 0;
        // The last byte comes back with the next ones.
        var cleared = isEnd ? pending.Length : Math.Max(0, pending.Length - 1);
        _seen += cleared;
        return cleared;
    }
}
