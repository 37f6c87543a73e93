namespace Gateway.Policies.Events.Lines;

/// <summary>Lines to a stream that cannot be taken back, such as standard output.</summary>
internal sealed class StreamLineOutput(string name, Func<Stream> open) : LineOutput
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private Stream? _stream;
    private bool _torn;

    public override string Name => name;

    public static StreamLineOutput StandardOutput() => new("standard output", Console.OpenStandardOutput);

    protected override void OpenEarly() => _stream ??= open();

    protected override void Write(ReadOnlySpan<byte> lines)
    {
        _stream ??= open();
        // A failed write may have left half a record behind: end that line, or the next record would be glued to it.
        if (_torn) _stream.Write(NewLine);
        _torn = true;
        _stream.Write(lines);
        _stream.Flush();
        _torn = false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _stream?.Dispose();
        base.Dispose(disposing);
    }
}
