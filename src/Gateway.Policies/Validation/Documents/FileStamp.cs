namespace Gateway.Policies.Validation.Documents;

/// <summary>Tells whether a file is the one that was read.</summary>
internal readonly record struct FileStamp(string Path, DateTime Written, long Length)
{
    public static FileStamp Of(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            // Through the handle: of the file that the path leads to now, however many links are on the way.
            return new(path, File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new(path, default, -1);
        }
    }
}
