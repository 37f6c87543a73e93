namespace Gateway.LoadTests.Profiling;

/// <summary>What the kernel does for a process, by the system call that it is in. Null: it works for the profiler, which is no part of a request.</summary>
internal static class KernelWork
{
    private static readonly string[] Profiler = ["perf_", "__perf_", "x86_pmu", "amd_pmu", "intel_pmu", "armpmu_", "armv8pmu_"];

    // As in "__x64_sys_sendto", "__send", "__libc_recv" and "__futex_abstimed_wait_common": the call's last frames in the kernel, and the function of libc that made it.
    private static readonly (string Part, Step Step)[] Calls =
    [
        ("send", Step.KernelSending), ("writev", Step.KernelSending),
        ("recv", Step.KernelReceiving), ("readv", Step.KernelReceiving),
        ("epoll", Step.KernelWaiting), ("poll", Step.KernelWaiting), ("futex", Step.KernelWaiting), ("lll_lock", Step.KernelWaiting), ("pthread_cond", Step.KernelWaiting),
        ("sched_yield", Step.KernelWaiting), ("nanosleep", Step.KernelWaiting),
    ];

    /// <param name="stack">Its leaf is a frame of the kernel.</param>
    public static Step? Of(IReadOnlyList<Frame> stack)
    {
        var end = 0;
        while (end < stack.Count && stack[end].IsKernel)
        {
            if (Array.Exists(Profiler, p => stack[end].Symbol.StartsWith(p, StringComparison.Ordinal))) return null;
            end++;
        }

        // From the call inwards: what a call to send does at its end may be to receive, on the loopback interface at once.
        for (var i = Math.Min(end, stack.Count - 1); i >= 0; i--)
        {
            if (i == end && stack[i].ManagedName is not null) continue;
            if (i < end && !stack[i].Symbol.Contains("_sys_", StringComparison.Ordinal)) continue;
            foreach (var (part, step) in Calls)
                if (stack[i].Symbol.Contains(part, StringComparison.Ordinal)) return step;
        }

        return Step.KernelOther;
    }
}
