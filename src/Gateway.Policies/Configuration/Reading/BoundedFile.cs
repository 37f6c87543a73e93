using System.Security;

namespace Gateway.Policies.Configuration.Reading;

/// <summary>Reads a file whole up to a limit; a problem is a value with words for the operator, not an exception.</summary>
internal readonly record struct BoundedFile(byte[]? Bytes, string Problem, bool IsTooLarge)
{
    public static BoundedFile Read(string path, int maxBytes)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            // The length of a special file says nothing, so what counts is what was read.
            if (stream.CanSeek && stream.Length > maxBytes) return TooLarge(maxBytes);
            using var content = new MemoryStream(stream.CanSeek ? (int)stream.Length : 0);
            var buffer = new byte[81920];
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                content.Write(buffer, 0, read);
                if (content.Length > maxBytes) return TooLarge(maxBytes);
            }

            // Of a file that kept its length, the buffer is the content.
            return new BoundedFile(content.Length == content.Capacity ? content.GetBuffer() : content.ToArray(), "", IsTooLarge: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or SecurityException)
        {
            return new BoundedFile(null, FileProblem.Explain(path, e), IsTooLarge: false);
        }
    }

    private static BoundedFile TooLarge(int maxBytes) => new(null, $"a file of more than {maxBytes} bytes", IsTooLarge: true);
}
