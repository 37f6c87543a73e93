using System.Text;
using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>The part that is being read: its header lines, then the value of a field or the size of a file.</summary>
internal sealed class MultipartPart(ArgumentWriter arguments) : IDisposable
{
    private const int MaxHeaders = 64;
    private const int MaxHeaderLength = 4096;

    private readonly ValueTable _table = arguments.Table;
    private readonly List<(Text Line, int NameLength)> _headers = new(8);
    private readonly byte[] _header = new byte[2 * MaxHeaderLength];
    private int _headerLength;
    private int _headerNameLength;
    private readonly PooledBytes _data = new();
    private int _heldBack;
    private long _fileLength;
    private Text _name;
    private Text _fileName;
    private bool _open;
    private bool _hasFileName;
    private Text _extendedFileName;
    private bool _hasExtendedFileName;

    /// <summary>Its content is not looked at. An empty filename makes no file: Go and ASP.NET Core, among others, take such a part for a field.</summary>
    public bool IsFile { get; private set; }

    /// <summary>Bytes of memory that are held for the value.</summary>
    public long HeldBytes => _data.Capacity;

    public MultipartFlags Flags { get; private set; }

    /// <summary>Bytes in all files so far.</summary>
    public long FilesLength { get; private set; }

    /// <summary>Takes a header line without its end. Null, or what is wrong with it.</summary>
    public string? AddHeader(ReadOnlySpan<byte> line)
    {
        KeepHeader();
        line.CopyTo(_header);
        _headerLength = line.Length;
        _headerNameLength = 0;
        if (_headers.Count == MaxHeaders) return "a part has too many headers";
        var colon = line.IndexOf((byte)':');
        if (colon < 0) return "a header of a part has no colon";
        if (colon == 0) return "a header of a part has no name";
        var name = line[..colon];
        if (name.IndexOfAnyExceptInRange((byte)33, (byte)126) >= 0) return "the name of a header of a part has characters that are not allowed";
        if (Find(name).Length > 0) return "a header of a part stands twice";
        _headerNameLength = colon;
        return null;
    }

    /// <summary>Continues the header before; in the collection it stands as one line.</summary>
    public string? FoldHeader(ReadOnlySpan<byte> value)
    {
        if (_headerNameLength == 0) return "the first line of a part's headers is folded";
        if (_headerLength + 1 + value.Length > MaxHeaderLength) return "a header of a part is too long";
        _header[_headerLength] = (byte)' ';
        value.CopyTo(_header.AsSpan(_headerLength + 1));
        _headerLength += value.Length + 1;
        return null;
    }

    /// <summary>The empty line behind the headers. Null, or what is wrong with them.</summary>
    public string? EndHeaders()
    {
        KeepHeader();
        Flags = MultipartFlags.None;
        var line = Find("Content-Disposition"u8);
        if (line.IsEmpty) return "a part has no Content-Disposition";
        var value = line["Content-Disposition:".Length..].TrimStart(" \t"u8);
        var disposition = new ContentDisposition(_table.Arena);
        var fault = disposition.Read(value);
        if (disposition.InvalidQuoting) Flags |= MultipartFlags.InvalidQuoting;
        _name = disposition.Name;
        _fileName = disposition.FileName;
        _hasFileName = disposition.HasFileName;
        _extendedFileName = disposition.ExtendedFileName;
        _hasExtendedFileName = disposition.HasExtendedFileName;
        IsFile = _hasFileName && _fileName.Length > 0;
        if (fault is not null) return "Content-Disposition of a part: " + fault;
        if (!disposition.HasName) return "Content-Disposition of a part: name is missing";
        // Parsers that look for the bare text would take this file for a field.
        if (_hasFileName && value.IndexOf("filename="u8) < 0) return "Content-Disposition of a part: filename is not followed by an equals sign";
        _open = true;
        return null;
    }

    /// <summary>Takes data with its line end; an end of line before a boundary belongs to the boundary.</summary>
    public void AddData(ReadOnlySpan<byte> line)
    {
        var held = line.EndsWith("\r\n"u8) ? 2 : line.EndsWith("\n"u8) ? 1 : 0;
        if (IsFile)
        {
            _fileLength += _heldBack + line.Length - held;
            _heldBack = held;
            return;
        }

        // What was held back before lies behind the data already.
        _data.Length += _heldBack;
        _data.Append(line);
        _data.Length -= held;
        _heldBack = held;
    }

    /// <summary>Puts the part into the collections. False where there are more arguments than allowed.</summary>
    public bool Finish(bool error)
    {
        if (error) KeepHeader();
        var room = true;
        foreach (var (line, _) in _headers) _table.Add(Collection.MultipartPartHeaders, _name, line);
        if (_open)
        {
            _table.Add(Collection.MultipartName, _name, _name);
            if (_hasFileName) AddFile();
            if (!IsFile) room = arguments.AddPost(_name, _table.Arena.Store(_data.Bytes));
        }

        Clear();
        return room;
    }

    public void Reset()
    {
        Clear();
        FilesLength = 0;
    }

    public void Dispose() => _data.Dispose();

    private void AddFile()
    {
        _table.Add(Collection.MultipartFilename, _name, _fileName);
        _table.Add(Collection.Files, _name, _fileName);
        // A backend may go by either.
        if (_hasExtendedFileName)
        {
            _table.Add(Collection.MultipartFilename, _name, _extendedFileName);
            _table.Add(Collection.Files, _name, _extendedFileName);
        }

        _table.Add(Collection.FilesNames, _name, _name);
        _table.Add(Collection.FilesSizes, _table.Arena[_name], IsFile ? _fileLength : _data.Length);
        FilesLength += _fileLength;
    }

    private void Clear()
    {
        _headers.Clear();
        _headerLength = _headerNameLength = _heldBack = 0;
        _fileLength = 0;
        _name = _fileName = _extendedFileName = default;
        _open = _hasFileName = _hasExtendedFileName = IsFile = false;
        Flags = MultipartFlags.None;
        Dispose();
    }

    private void KeepHeader()
    {
        if (_headerLength == 0) return;
        _headers.Add((_table.Arena.Store(_header.AsSpan(0, _headerLength)), _headerNameLength));
        _headerLength = 0;
    }

    /// <summary>The line of the header of that name, or nothing.</summary>
    private ReadOnlySpan<byte> Find(ReadOnlySpan<byte> name)
    {
        foreach (var (line, length) in _headers)
            if (length == name.Length && Ascii.EqualsIgnoreCase(_table.Arena[line][..length], name)) return _table.Arena[line];
        return default;
    }
}
