namespace Gateway.LoadTests.Profiling;

/// <summary>Finds the step that a stack is in: that of the first frame, from the leaf outwards, which belongs to one.</summary>
internal static class Attribution
{
    private const string Compiler = "libclrjit.so";
    private const string CompilerThread = ".NET Tiered Com";

    /// <summary>The step, and the code that says so; null when the profiler itself was at work.</summary>
    public static (Step Step, string Code)? Of(StackSample sample)
    {
        var stack = sample.Frames;
        if (stack[0].IsKernel) return KernelWork.Of(stack) is { } step ? (step, stack[0].Symbol) : null;
        if (sample.Thread.StartsWith(CompilerThread, StringComparison.Ordinal)) return (Step.RuntimeCompiler, stack[0].Module);
        var native = 0;
        for (; native < stack.Count && stack[native].ManagedName is null; native++)
            if (NativeOwner(stack, native) is { } owner) return (owner, $"{stack[native].Module} {stack[native].Symbol}");
        return OfManaged(stack.Skip(native).Select(static f => f.ManagedName).OfType<string>()) ?? (Step.RuntimeRest, stack[0].ManagedName ?? stack[0].Symbol);
    }

    /// <param name="names">Methods from the leaf outwards.</param>
    public static (Step Step, string Code)? OfManaged(IEnumerable<string> names)
    {
        string? shared = null;
        foreach (var name in names)
        {
            if (CodeOwners.Of(name) is { } step) return (step, name);
            if (shared is null && CodeOwners.IsShared(name)) shared = name;
        }

        return shared is null ? null : (Step.KestrelRest, shared);
    }

    private static Step? NativeOwner(IReadOnlyList<Frame> stack, int index)
    {
        var frame = stack[index];
        if (frame.IsStub) return Step.RuntimeStubs;
        var module = frame.Module;
        if (module.StartsWith("libssl", StringComparison.Ordinal) || module.StartsWith("libcrypto", StringComparison.Ordinal)) return Step.OpenSsl;
        if (module.StartsWith("libSystem.Security", StringComparison.Ordinal)) return Step.OpenSsl;
        if (module == "libSystem.Native.so") return Step.Sockets;
        if (module == Compiler) return Step.RuntimeCompiler;
        // The compiler asks the runtime about types.
        if (module is "libcoreclr.so" or "libclrgc.so") return stack.Skip(index).TakeWhile(static f => f.ManagedName is null).Any(static f => f.Module == Compiler) ? Step.RuntimeCompiler : Step.RuntimeMemory;
        return null;
    }
}
