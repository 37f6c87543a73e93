using System.Runtime.InteropServices;

namespace Gateway.SecLang.Tests.Hostile;

/// <summary>Processor time of this thread: whatever else the machine does, or that it is stopped for a while, does not count.</summary>
internal static class ThreadTime
{
    private const int ThreadProcessorTime = 3;

    public static double Microseconds()
    {
        Assert.Equal(0, ClockGetTime(ThreadProcessorTime, out var time));
        return (time.Seconds * 1e6) + (time.Nanoseconds / 1e3);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
