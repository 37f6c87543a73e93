namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>
/// Replaces a file in one step: readers see the old content or the new one, also after a crash. A lock file beside it keeps two
/// processes from overwriting each other's change; it stays, because removing it would let two of them hold different locks.
/// </summary>
internal sealed class FileChange : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly FileStream _lock;

    private FileChange(string path, FileStream @lock)
    {
        _path = path;
        _lock = @lock;
    }

    public static FileChange Begin(string path)
    {
        try
        {
            return new(path, Open(path + ".lock", FileMode.OpenOrCreate));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ApiKeyStoreException($"{path}: cannot be changed now: {error.Message}", Kind(error));
        }
    }

    /// <summary>Writes and syncs a temporary file with mode 0600 (or that of the file it replaces) and renames it.</summary>
    public void Commit(ReadOnlySpan<byte> content)
    {
        var temporary = $"{_path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = Open(temporary, FileMode.CreateNew))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(_path)) File.SetUnixFileMode(temporary, File.GetUnixFileMode(_path));
            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new ApiKeyStoreException($"{_path}: cannot be written: {error.Message}", Kind(error));
        }
    }

    public void Dispose() => _lock.Dispose();

    // A lock that somebody holds is a sharing violation (EWOULDBLOCK); a read-only file system is an IOException, too.
    private static ApiKeyStoreProblem Kind(Exception error) => error is IOException && IsHeld(error.HResult) ? ApiKeyStoreProblem.Unavailable : ApiKeyStoreProblem.ReadOnly;

    private static bool IsHeld(int code) => code is 11 or unchecked((int)0x80070020);

    private static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }
}
