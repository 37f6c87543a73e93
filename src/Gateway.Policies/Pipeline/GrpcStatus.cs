using System.Globalization;
using System.Text;

namespace Gateway.Policies.Pipeline;

/// <summary>A refusal as a gRPC client reads it: the status code and message of a Trailers-Only response, for which HTTP says 200.</summary>
internal static class GrpcStatus
{
    private const int Unknown = 2;
    private const int DeadlineExceeded = 4;
    private const int PermissionDenied = 7;
    private const int ResourceExhausted = 8;
    private const int Unimplemented = 12;
    private const int Internal = 13;
    private const int Unavailable = 14;
    private const int Unauthenticated = 16;

    /// <summary>
    /// What the gRPC project's "HTTP to gRPC Status Code Mapping" makes of an answer without grpc-status, but for what that cannot tell apart:
    /// a limit is RESOURCE_EXHAUSTED and not UNAVAILABLE, which clients repeat at once; a time that is over is DEADLINE_EXCEEDED.
    /// </summary>
    public static int Of(int status) => status switch
    {
        400 => Internal,
        401 => Unauthenticated,
        403 => PermissionDenied,
        404 or 405 or 501 => Unimplemented,
        408 or 504 => DeadlineExceeded,
        413 or 429 or 431 => ResourceExhausted,
        502 or 503 => Unavailable,
        500 or 411 or 414 or 415 or 421 => Internal,
        _ => Unknown,
    };

    /// <summary>The code as a field value.</summary>
    public static string Text(int status) => Of(status).ToString(CultureInfo.InvariantCulture);

    /// <summary>The message as grpc-message wants it: UTF-8, and all but printable ASCII and "%" itself percent-encoded.</summary>
    public static string Encode(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var value in Encoding.UTF8.GetBytes(message))
        {
            if (value is >= 0x20 and <= 0x7E and not (byte)'%') text.Append((char)value);
            else text.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
