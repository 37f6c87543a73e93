using System.Text;

namespace Gateway.Policies.Validation.Bodies;

/// <summary>
/// multipart/form-data (RFC 7578, RFC 2046 section 5.1) part by part, read strictly: what parsers disagree about (text before the first
/// and behind the last part, bare line feeds, blanks behind a boundary) is refused. Files pass while they are looked at; other parts are held
/// until they have been judged, and the last boundary until the whole body has.
/// </summary>
internal sealed class MultipartScanner(string boundary, PartCheck parts) : IBodyScanner
{
    private const int MaxHeadBytes = 8 << 10;

    private readonly byte[] _marker = Encoding.ASCII.GetBytes($"--{boundary}");
    private readonly byte[] _line = Encoding.ASCII.GetBytes($"\n--{boundary}");
    private State _state = State.Start;
    private int _examined;

    private enum State
    {
        Start,
        Head,
        Content,
        Closing,
    }

    public BodyFault? Fault { get; private set; }

    public int Scan(ReadOnlySpan<byte> pending, bool isEnd)
    {
        var cleared = 0;
        bool goesOn;
        do
        {
            goesOn = Step(pending[cleared..], out var used);
            cleared += used;
        }
        while (goesOn);
        if (Fault is not null) return 0;
        if (!isEnd) return cleared;
        Fault = _state is State.Closing && IsLast(pending[cleared..]) ? parts.Finish() : BodyFault.Malformed("multipart-incomplete", "the last boundary, with \"--\", at the end");
        return pending.Length;
    }

    /// <summary>One step; false when more bytes are needed or there is a fault. A boundary is used together with what tells which one it is.</summary>
    private bool Step(ReadOnlySpan<byte> bytes, out int used) => _state switch
    {
        State.Start => Start(bytes, out used),
        State.Head => Head(bytes, out used),
        State.Content => Content(bytes, out used),
        _ => Closing(bytes, out used),
    };

    private bool Start(ReadOnlySpan<byte> bytes, out int used)
    {
        used = 0;
        if (bytes.StartsWith(_marker)) return TryBoundary(bytes, 0, default, out used);
        if (bytes.Length >= _marker.Length || !_marker.AsSpan().StartsWith(bytes)) Fault = BodyFault.Malformed("multipart-preamble", "the boundary at the beginning of the body");
        return false;
    }

    // Behind a boundary stands a line end, or "--" and the end of the body. The last one goes on when the whole body has been judged.
    private bool TryBoundary(ReadOnlySpan<byte> bytes, int marker, ReadOnlySpan<byte> content, out int used)
    {
        used = 0;
        var rest = bytes[(marker + _marker.Length)..];
        if (rest.Length < 2)
        {
            _examined = marker;
            if (!"\r\n"u8.StartsWith(rest) && !"--"u8.StartsWith(rest)) Fault = BadBoundary;
            return false;
        }

        var isLast = rest.StartsWith("--"u8);
        if (!isLast && !rest.StartsWith("\r\n"u8))
        {
            Fault = BadBoundary;
            return false;
        }

        // Nothing goes on that could be the end of the body: with its Content-Length it would be complete, and is not.
        if (!isLast && rest.Length == 2)
        {
            _examined = marker;
            return false;
        }

        var fault = _state is State.Content ? parts.End(content) : null;
        used = isLast ? content.Length : marker + _marker.Length + 2;
        return Enter(isLast ? State.Closing : State.Head, fault);
    }

    private bool Closing(ReadOnlySpan<byte> bytes, out int used)
    {
        used = 0;
        if (bytes.Length > _marker.Length + 6) Fault = BadBoundary;
        return false;
    }

    private bool IsLast(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\r\n"u8)) bytes = bytes[2..];
        if (!bytes.StartsWith(_marker)) return false;
        bytes = bytes[_marker.Length..];
        return bytes.SequenceEqual("--"u8) || bytes.SequenceEqual("--\r\n"u8);
    }

    private static BodyFault BadBoundary => BodyFault.Malformed("multipart-boundary", "a line end, or \"--\" and the end of the body, behind a boundary");

    private bool Head(ReadOnlySpan<byte> bytes, out int used)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        used = 0;
        if (end >= 0 && end <= MaxHeadBytes)
        {
            if (bytes.Length == end + 4) return false;
            // A field named like the boundary is one to a parser that splits the body at boundaries first.
            if (bytes.StartsWith(_marker) || bytes[..end].IndexOf(_line) >= 0)
            {
                Fault = BadBoundary;
                return false;
            }

            used = end + 4;
            var (head, fault) = PartHead.Parse(bytes[..end]);
            return Enter(State.Content, fault ?? parts.Begin(head!));
        }

        if (bytes.Length > MaxHeadBytes) Fault = BodyFault.TooLarge("part-head-too-large", $"part headers of at most {MaxHeadBytes} bytes");
        return false;
    }

    private bool Content(ReadOnlySpan<byte> bytes, out int used)
    {
        used = 0;
        while (true)
        {
            var marker = bytes[_examined..].IndexOf(_marker) is var found and >= 0 ? found + _examined : -1;
            if (marker < 0) return Pass(bytes, out used);
            if (marker >= 2 && bytes[marker - 1] == '\n' && bytes[marker - 2] == '\r')
                return TryBoundary(bytes, marker, bytes[..(marker - 2)], out used);

            // To a lenient parser this is a boundary, too.
            if (marker == 0 || bytes[marker - 1] is (byte)'\n' or (byte)'\r')
            {
                Fault = BodyFault.Malformed("multipart-boundary", "CR LF in front of a boundary");
                return false;
            }

            _examined = marker + 1;
        }
    }

    // No boundary in sight, but its beginning may be at the end.
    private bool Pass(ReadOnlySpan<byte> bytes, out int used)
    {
        var safe = Math.Max(0, bytes.Length - _marker.Length - 2);
        used = parts.HoldsContent || safe < MagicNumbers.Length ? 0 : safe;
        _examined = Math.Max(0, bytes.Length - used - _marker.Length + 1);
        if (used > 0) Fault = parts.Pass(bytes[..used]);
        else if (parts.HoldsContent) Fault = parts.Hold(safe);
        return false;
    }

    private bool Enter(State state, BodyFault? fault)
    {
        (_state, Fault, _examined) = (state, fault, 0);
        return fault is null;
    }
}
