using System.Buffers.Text;

namespace Gateway.SecLang.Bodies;

/// <summary>Where the reader of JSON stands, as the name of an argument: <c>json.items.3.name</c>.</summary>
internal sealed class JsonPath
{
    private const int MaxKeptBytes = 16 * 1024;

    private static ReadOnlySpan<byte> Root => "json"u8;

    private byte[] _bytes = new byte[256];
    private int _length;
    private Level[] _levels = new Level[16];
    private int _maxDepth;
    private int _dotted;

    public int Depth { get; private set; }

    public bool IsFull => Depth == _maxDepth;

    public bool InArray => _levels[Depth - 1].IsArray;

    /// <summary>Items of the array so far.</summary>
    public int Items => _levels[Depth - 1].Index + 1;

    /// <summary>Whether a member on the way has a dot in its name, which looks like two members.</summary>
    public bool HasDottedMember => _dotted > 0;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    public void Reset(int maxDepth)
    {
        Trim();
        Depth = _dotted = 0;
        _maxDepth = maxDepth;
        _length = Root.Length;
        Root.CopyTo(_bytes);
    }

    /// <summary>A path of unusual length is not kept for the next body.</summary>
    public void Trim()
    {
        if (_bytes.Length > MaxKeptBytes) _bytes = new byte[256];
    }

    public void Open(bool array)
    {
        if (Depth == _levels.Length) Array.Resize(ref _levels, 2 * Depth);
        _levels[Depth++] = new Level { Length = _length, IsArray = array };
        if (array) Index(0);
    }

    public void Close()
    {
        ref var level = ref _levels[--Depth];
        _length = level.Length;
        if (level.IsDotted) _dotted--;
    }

    /// <summary>Turns to the next item of an array.</summary>
    public void Next()
    {
        ref var level = ref _levels[Depth - 1];
        _length = level.Length;
        Index(++level.Index);
    }

    /// <summary>Turns to a member of an object. False where the name has an escape that does not exist.</summary>
    public bool Member(ReadOnlySpan<byte> name, bool escaped)
    {
        ref var level = ref _levels[Depth - 1];
        _length = level.Length;
        var room = Room(name.Length + 1);
        room[0] = (byte)'.';
        var valid = true;
        var written = name.Length;
        if (escaped) valid = JsonText.Unescape(name, room[1..], out written);
        else name.CopyTo(room[1..]);
        _length += written + 1;
        var isDotted = room.Slice(1, written).Contains((byte)'.');
        if (isDotted != level.IsDotted) _dotted += isDotted ? 1 : -1;
        level.IsDotted = isDotted;
        return valid;
    }

    /// <summary>The path with 0xFF for each dot inside a name.</summary>
    public void WritePlace(Span<byte> output)
    {
        Bytes.CopyTo(output);
        for (var i = 0; i < Depth; i++)
        {
            if (!_levels[i].IsDotted) continue;
            var end = i + 1 < Depth ? _levels[i + 1].Length : _length;
            output[(_levels[i].Length + 1)..end].Replace((byte)'.', (byte)0xFF);
        }
    }

    private void Index(int index)
    {
        var room = Room(12);
        room[0] = (byte)'.';
        Utf8Formatter.TryFormat(index, room[1..], out var written);
        _length += written + 1;
    }

    private Span<byte> Room(int size)
    {
        if (_bytes.Length - _length < size) Array.Resize(ref _bytes, Math.Max(_length + size, 2 * _bytes.Length));
        return _bytes.AsSpan(_length);
    }

    private struct Level
    {
        public int Length;
        public int Index;
        public bool IsArray;
        public bool IsDotted;
    }
}
