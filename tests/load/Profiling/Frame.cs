namespace Gateway.LoadTests.Profiling;

/// <summary>One call on a stack: what perf calls it, and the file that its code is in.</summary>
internal readonly record struct Frame(string Symbol, string Module)
{
    private const string Unknown = "[unknown]";
    private const string Kernel = "[kernel";

    public bool IsKernel => Module.StartsWith(Kernel, StringComparison.Ordinal);

    /// <summary>Code that the runtime has made and no method has: a jump to one, a write barrier.</summary>
    public bool IsStub => Symbol.StartsWith("stub ", StringComparison.Ordinal);

    /// <summary>
    /// Namespace, type and method of managed code; null of other code. Code that was compiled ahead of time and never again has no name in the map: its assembly's
    /// name and the dot behind it stand for its namespace.
    /// </summary>
    public string? ManagedName
    {
        get
        {
            if (Symbol == Unknown) return Module.EndsWith(".dll", StringComparison.Ordinal) ? Module[..^"dll".Length] : null;
            // "instance valuetype [Assembly]Type [Assembly] Namespace.Type::Method(class [Assembly]Type)[Tier]": only before the type is there a space.
            var start = Symbol.IndexOf("] ", StringComparison.Ordinal);
            if (start < 0) return null;
            var separator = Symbol.IndexOf("::", start, StringComparison.Ordinal);
            if (separator < 0) return null;
            var end = Symbol.IndexOf('(', separator);
            return StateMachineOf($"{Symbol.AsSpan(start + 2, separator - start - 2)}.{Symbol.AsSpan(separator + 2, (end < 0 ? Symbol.Length : end) - separator - 2)}");
        }
    }

    /// <summary>What resumes an asynchronous method belongs to it, and says so in its last type argument.</summary>
    public static string StateMachineOf(string name)
    {
        if (!name.Contains("StateMachineBox`1[", StringComparison.Ordinal) || name.LastIndexOf(']') is var end && end < 0) return name;
        var start = name.LastIndexOfAny([',', '['], end) + 1;
        return name[start..end];
    }
}

/// <summary>A stack from the leaf outwards, and the name of its thread.</summary>
internal sealed record StackSample(string Thread, IReadOnlyList<Frame> Frames);
