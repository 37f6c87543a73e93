using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gateway.Policies.Descriptors;

/// <summary>
/// The last file descriptors, which sockets leave alone: files (a reload, a certificate), Redis and the runtime itself need one now and then, and the
/// runtime's loop that accepts connections does not rest when there is none, on the thread that every other socket waits for (decision 0033).
/// <para>
/// The system gives the lowest free number (POSIX.1-2024, 2.14 "File Descriptor Allocation"), so a socket whose number is among the last ones says that all
/// below are in use.
/// </para>
/// </summary>
internal static class DescriptorReserve
{
    private const int ShareOfLimit = 64;
    private const int Least = 8;
    private const int Most = 64;

    // RLIMIT_NOFILE on Linux.
    private const int OpenFiles = 7;

    /// <summary>Whether a new connection of a client with this number leaves less than the reserve: a 64th of the limit, 8 to 64.</summary>
    public static bool IsTouchedBy(SafeHandle descriptor) => Reaches(descriptor, 1);

    /// <summary>The same for connections to backends, which may use half of the reserve: their requests are already here.</summary>
    public static bool IsHalfUsedBy(SafeHandle descriptor) => Reaches(descriptor, 2);

    /// <summary>Whether a request failed because there was no descriptor for a connection to its backend. Says nothing about the backend.</summary>
    public static bool IsWhy(Exception? failure) =>
        failure is HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } };

    private static long Of(long limit) => Math.Clamp(limit / ShareOfLimit, Least, Most);

    private static bool Reaches(SafeHandle descriptor, int part) =>
        OperatingSystem.IsLinux()
        && GetLimit(OpenFiles, out var limit) == 0
        && descriptor.DangerousGetHandle() is var number
        // RLIM_INFINITY is the highest number there is.
        && (long)ulong.Min(limit.Soft, long.MaxValue) is var most
        && number >= most - (Of(most) / part);

    // The soft limit may change while the process runs (prlimit), so it is asked for: one cheap call for each connection.
    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int GetLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
