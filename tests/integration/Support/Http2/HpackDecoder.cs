using System.Text;

namespace Gateway.IntegrationTests.Support;

/// <summary>Reads header blocks (RFC 7541): static and dynamic table, Huffman, table size updates. One per connection.</summary>
public sealed class HpackDecoder
{
    /// <summary>What an entry costs beyond its text, section 4.1.</summary>
    private const int EntryOverhead = 32;
    private readonly List<(string Name, string Value)> _dynamic = [];
    private int _tableBytes;
    private readonly int _allowed;
    private int _limit;

    public HpackDecoder(int maxTableBytes = 4096) => _allowed = _limit = maxTableBytes;

    public IReadOnlyList<(string Name, string Value)> DynamicTable => _dynamic;

    public HeaderList Decode(ReadOnlySpan<byte> block)
    {
        var headers = new List<(string, string)>();
        while (!block.IsEmpty)
        {
            var first = block[0];
            if ((first & 0x80) != 0)
                headers.Add(Entry(ReadInteger(ref block, 7)));
            else if ((first & 0xC0) == 0x40)
                headers.Add(Remember(ReadLiteral(ref block, 6)));
            else if ((first & 0xE0) == 0x20)
                Resize(ReadInteger(ref block, 5));
            else
                headers.Add(ReadLiteral(ref block, 4));
        }

        return new HeaderList(headers);
    }

    private static int ReadInteger(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        var limit = (1 << prefixBits) - 1;
        var value = block[0] & limit;
        block = block[1..];
        if (value < limit)
            return value;
        for (var shift = 0; ; shift += 7)
        {
            if (block.IsEmpty || shift > 21)
                throw new InvalidDataException("HPACK integer is cut off or too large");
            var octet = block[0];
            block = block[1..];
            value += (octet & 127) << shift;
            if ((octet & 128) == 0)
                return value;
        }
    }

    private static string ReadString(ref ReadOnlySpan<byte> block)
    {
        if (block.IsEmpty)
            throw new InvalidDataException("HPACK string is cut off");
        var huffman = (block[0] & 0x80) != 0;
        var length = ReadInteger(ref block, 7);
        if (length > block.Length)
            throw new InvalidDataException($"HPACK string of {length} bytes in the last {block.Length} of a block");
        var text = block[..length];
        block = block[length..];
        return Encoding.Latin1.GetString(huffman ? HpackHuffman.Decode(text) : text);
    }

    private (string Name, string Value) ReadLiteral(ref ReadOnlySpan<byte> block, int prefixBits)
    {
        var index = ReadInteger(ref block, prefixBits);
        var name = index == 0 ? ReadString(ref block) : Entry(index).Name;
        return (name, ReadString(ref block));
    }

    private (string Name, string Value) Entry(int index)
    {
        var known = HpackStaticTable.Entries.Count;
        if (index >= 1 && index <= known)
            return HpackStaticTable.Entries[index - 1];
        return index > known && index - known <= _dynamic.Count
            ? _dynamic[index - known - 1]
            : throw new InvalidDataException($"found HPACK index {index}; allowed: 1 to {known + _dynamic.Count}");
    }

    private (string Name, string Value) Remember((string Name, string Value) entry)
    {
        _dynamic.Insert(0, entry);
        _tableBytes += SizeOf(entry);
        Evict();
        return entry;
    }

    private void Resize(int limit)
    {
        if (limit > _allowed)
            throw new InvalidDataException($"found HPACK table size {limit}; allowed: 0 to {_allowed}");
        _limit = limit;
        Evict();
    }

    private void Evict()
    {
        while (_tableBytes > _limit)
        {
            _tableBytes -= SizeOf(_dynamic[^1]);
            _dynamic.RemoveAt(_dynamic.Count - 1);
        }
    }

    private static int SizeOf((string Name, string Value) entry) => entry.Name.Length + entry.Value.Length + EntryOverhead;
}
