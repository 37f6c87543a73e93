namespace Gateway.SecLang.Bodies;

/// <summary>
/// Reads <c>multipart/form-data</c> as it comes, line by line as ModSecurity does: fields become arguments, of files only names and sizes are kept, so an upload of any size needs
/// no memory. Each thing that parsers disagree about raises a flag. What comes behind an error is one more argument as it stands, named <c>multipart</c>, so that nothing goes unseen.
/// </summary>
internal sealed class MultipartReader(ArgumentWriter arguments) : IDisposable
{
    /// <summary>The longest line that is seen as one; a header line must be shorter.</summary>
    private const int LineSize = 4096;

    private readonly byte[] _line = new byte[LineSize];
    private readonly MultipartPart _part = new(arguments);
    private readonly UnreadRest _rest = new();
    private BodySettings _settings = BodySettings.Default;
    private byte[] _delimiter = [];
    private int _delimiterLength;
    private int _length;
    private int _boundaries;
    private int _files;
    private bool _boundaryQuoted;
    private bool _atLineStart;
    private bool _afterBareLf;
    private bool _inPart;
    private bool _inData;
    private bool _dataRead;
    private bool _seen;
    private bool _complete;

    /// <summary>The exchange has ended before the body: what there is of it is looked at, and that there is no more is nobody's fault.</summary>
    public bool IsCut { get; set; }

    /// <summary>Something stands behind the last boundary. That is noticed, and nothing behind it is looked at.</summary>
    public bool HasSeenAll => (Flags & MultipartFlags.DataAfter) != MultipartFlags.None;

    /// <summary>There are more bytes beside files than allowed.</summary>
    public bool IsTooLarge => NoFilesLength >= _settings.NoFilesLimit;

    public MultipartFlags Flags { get; private set; }

    /// <summary>What stopped the reader, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>Bytes of headers and fields: all but the contents of files.</summary>
    public long NoFilesLength { get; private set; }

    public long FilesLength { get; private set; }

    /// <summary>Bytes of memory that are held for the part at hand and for what comes behind an error.</summary>
    public long HeldBytes => _part.HeldBytes + _rest.HeldBytes;

    public void Begin(ReadOnlySpan<byte> contentType, BodySettings settings)
    {
        _settings = settings;
        _length = _boundaries = _files = _delimiterLength = 0;
        _inPart = _inData = _dataRead = _afterBareLf = _seen = _complete = IsCut = false;
        _atLineStart = true;
        NoFilesLength = FilesLength = 0;
        Flags = MultipartFlags.None;
        Error = null;
        _part.Reset();
        _rest.Begin(settings.NoFilesLimit);
        var boundary = new MultipartBoundary();
        var fault = boundary.Read(contentType);
        if (boundary.MissesSemicolon) Flags |= MultipartFlags.MissingSemicolon;
        if (boundary.HasWhitespace) Flags |= MultipartFlags.BoundaryWhitespace;
        if (boundary.IsQuoted) Flags |= MultipartFlags.BoundaryQuoted;
        _boundaryQuoted = boundary.IsQuoted;
        if (fault is not null)
        {
            Fail(fault);
            return;
        }

        _delimiterLength = boundary.Value.Length + 2;
        if (_delimiter.Length < _delimiterLength) _delimiter = new byte[Math.Max(128, _delimiterLength)];
        "--"u8.CopyTo(_delimiter);
        boundary.Value.CopyTo(_delimiter.AsSpan(2));
    }

    /// <summary>Two hyphens and the boundary; empty where there is none that can be read.</summary>
    public ReadOnlySpan<byte> Delimiter => _delimiter.AsSpan(0, _delimiterLength);

    private ReadOnlySpan<byte> Boundary => _delimiter.AsSpan(2, _delimiterLength - 2);

    public void Append(ReadOnlySpan<byte> body)
    {
        _seen |= !body.IsEmpty;
        while (!body.IsEmpty)
        {
            if (Error is not null)
            {
                _rest.Append(body);
                return;
            }

            if (_complete)
            {
                Flags |= MultipartFlags.DataAfter;
                return;
            }

            var take = Math.Min(LineSize - _length, body.Length);
            var end = body[..take].IndexOf((byte)'\n');
            if (end >= 0) take = end + 1;
            body[..take].CopyTo(_line.AsSpan(_length));
            body = body[take..];
            _length += take;
            if (end >= 0) Line(ended: true);
            else if (_length == LineSize) Chunk();
        }
    }

    /// <summary>Says that the body ends here.</summary>
    public void Complete()
    {
        if (Error is null && _seen && !_complete) End();
        _part.Finish(error: Error is not null);
        FilesLength = _part.FilesLength;
        _rest.AddTo(arguments, "multipart"u8);
        _rest.Dispose();
    }

    public void Dispose()
    {
        _part.Dispose();
        _rest.Dispose();
    }

    /// <summary>A full buffer without an end of line. A CR waits for what follows, so that CR LF stays together.</summary>
    private void Chunk()
    {
        var held = _line[LineSize - 1] == '\r';
        if (held) _length--;
        Line(ended: false);
        if (!held) return;
        _line[0] = (byte)'\r';
        _length = 1;
    }

    private void Line(bool ended)
    {
        var line = _line.AsSpan(0, _length);
        if (!(_atLineStart && IsBoundary(line)) && Error is null)
        {
            if (!_inPart) Flags |= MultipartFlags.DataBefore;
            else if (_inData) Data(line);
            else if (!ended) Fail("a header line of a part is too long");
            else Header(line);
        }

        if (Error is not null) _rest.Append(line);
        _afterBareLf = ended && !line.EndsWith("\r\n"u8);
        _atLineStart = ended;
        _length = 0;
        if (IsTooLarge) Fail("the fields are larger than allowed", strict: false);
    }

    private bool IsBoundary(ReadOnlySpan<byte> line)
    {
        if (line.Length <= 3 || !line.StartsWith("--"u8))
        {
            if (line.IndexOf(Delimiter) >= 0) Flags |= MultipartFlags.UnmatchedBoundary;
            return false;
        }

        if (!line.StartsWith(Delimiter))
        {
            var rest = line[2..];
            if (_boundaryQuoted && rest[0] == '"' && rest[1..].StartsWith(Boundary)) Fail("a boundary in the body is quoted");
            else if (Whitespace.Is(rest[0]) && Whitespace.TrimStart(rest).StartsWith(Boundary)) Fail("white space stands before a boundary");
            else Flags |= MultipartFlags.UnmatchedBoundary;
            return false;
        }

        if (_afterBareLf) Flags |= MultipartFlags.LfLine;
        if (!_dataRead && _boundaries > 0)
        {
            // A boundary where the data of a part should begin: some parsers take it for data, as here.
            Flags |= MultipartFlags.InvalidPart;
            return false;
        }

        var behind = line[_delimiterLength..];
        var final = behind.StartsWith("--"u8);
        if (final) behind = behind[2..];
        if (behind.SequenceEqual("\r\n"u8)) Flags |= MultipartFlags.CrlfLine;
        else if (behind.SequenceEqual("\n"u8)) Flags |= MultipartFlags.LfLine;
        else
        {
            Fail("something stands behind a boundary");
            return false;
        }

        Turn(final);
        return true;
    }

    /// <summary>Ends a part and begins the next.</summary>
    private void Turn(bool final)
    {
        if (_inPart && !_part.Finish(error: false)) Fail("more arguments than allowed", strict: false);
        _complete = final;
        _boundaries++;
        _inPart = !final;
        _inData = _dataRead = false;
    }

    private void Header(ReadOnlySpan<byte> line)
    {
        NoFilesLength += line.Length;
        Flags |= line.EndsWith("\r\n"u8) ? MultipartFlags.CrlfLine : MultipartFlags.LfLine;
        if (line.Contains((byte)0))
        {
            Fail("a NUL byte stands in the headers of a part");
            return;
        }

        var text = line[..^(line.EndsWith("\r\n"u8) ? 2 : 1)];
        if (text.IsEmpty)
        {
            var fault = _part.EndHeaders();
            Flags |= _part.Flags;
            if (fault is not null) Fail(fault);
            else if (_part.IsFile && ++_files > _settings.MaxFiles) Flags |= MultipartFlags.FileLimitExceeded;
            _inData = true;
            if (_files > _settings.MaxArguments) Fail("more files than allowed", strict: false);
            return;
        }

        if (Whitespace.Is(text[0])) Fold(text);
        else if (_part.AddHeader(text) is { } fault) Fail(fault);
    }

    private void Fold(ReadOnlySpan<byte> text)
    {
        Flags |= MultipartFlags.HeaderFolding;
        var value = Whitespace.TrimStart(text);
        if (text[..^value.Length].IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0) Flags |= MultipartFlags.InvalidHeaderFolding;
        if (_part.FoldHeader(value) is { } fault) Fail(fault);
    }

    private void Data(ReadOnlySpan<byte> line)
    {
        _dataRead = true;
        if (!_part.IsFile) NoFilesLength += line.Length;
        _part.AddData(line);
    }

    private void End()
    {
        var rest = _line.AsSpan(0, _length);
        if (_boundaries > 0 && _atLineStart && rest.Length == _delimiterLength + 2 && rest.StartsWith(Delimiter) && rest.EndsWith("--"u8))
        {
            if (_afterBareLf) Flags |= MultipartFlags.LfLine;
            if (!_dataRead) Flags |= MultipartFlags.InvalidPart;
            Turn(final: true);
            return;
        }

        // What stands in an unfinished part is looked at all the same: some backends take it.
        if (_inPart && _inData) Data(rest);
        else if (_inPart) _rest.Append(rest);
        if (!IsCut) Fail(_boundaries > 0 ? "the final boundary is missing" : "there is no boundary in the body", strict: false);
    }

    private void Fail(string error, bool strict = true)
    {
        Error ??= error;
        if (strict) Flags |= MultipartFlags.Error;
    }
}
