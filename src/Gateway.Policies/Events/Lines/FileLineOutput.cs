using Microsoft.Win32.SafeHandles;

namespace Gateway.Policies.Events.Lines;

/// <summary>
/// Lines appended to a file. It follows rotation: a renamed or removed file is left and the path opened again, and each batch goes
/// to the end as it is then, so that a truncated file (copytruncate) gets no hole.
/// </summary>
internal sealed class FileLineOutput(string path, TimeProvider time) : LineOutput
{
    // Owner writes, group reads: a log shipper runs as another user; nobody else learns who was refused.
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    internal static readonly TimeSpan RotationCheck = TimeSpan.FromSeconds(2);

    private readonly string _path = Path.GetFullPath(path);
    private FileStream? _file;
    private string? _openedAs;
    private long _checkedAt;

    public override string Name => _path;

    protected override void Write(ReadOnlySpan<byte> lines)
    {
        if (_file is not null && time.GetElapsedTime(_checkedAt) >= RotationCheck)
        {
            _checkedAt = time.GetTimestamp();
            if (IsRotated(_file)) Close();
        }

        var file = _file ??= Open();
        if (!file.CanSeek)
        {
            file.Write(lines);
            return;
        }

        var end = RandomAccess.GetLength(file.SafeFileHandle);
        try
        {
            RandomAccess.Write(file.SafeFileHandle, lines, end);
        }
        catch
        {
            // A full disk takes half a batch: take it back, because the whole batch is written again later.
            RandomAccess.SetLength(file.SafeFileHandle, end);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Close();
        base.Dispose(disposing);
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Mode;
        var file = new FileStream(_path, options);
        _openedAs = NameOf(file.SafeFileHandle);
        _checkedAt = time.GetTimestamp();
        if (file.CanSeek) EndTornLine(file.SafeFileHandle);
        return file;
    }

    // A process that was killed while it wrote left a line without an end.
    private static void EndTornLine(SafeFileHandle handle)
    {
        var length = RandomAccess.GetLength(handle);
        Span<byte> last = stackalloc byte[1];
        if (length > 0 && RandomAccess.Read(handle, last, length - 1) == 1 && last[0] != (byte)'\n')
            RandomAccess.Write(handle, "\n"u8, length);
    }

    private bool IsRotated(FileStream file) => !File.Exists(_path) || NameOf(file.SafeFileHandle) != _openedAs;

    // The kernel says what the open file is called now: another name after a rename, "(deleted)" after a removal.
    private static string? NameOf(SafeFileHandle handle) =>
        OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget : null;

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
