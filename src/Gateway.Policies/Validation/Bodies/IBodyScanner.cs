namespace Gateway.Policies.Validation.Bodies;

/// <summary>Looks at a body while it passes, in constant memory. One for each body.</summary>
internal interface IBodyScanner
{
    /// <summary>Why the body is not accepted; null as long as it is.</summary>
    BodyFault? Fault { get; }

    /// <summary>Looks at bytes.</summary>
    /// <param name="pending">The bytes that have not been let go, oldest first: those of last time that stayed, and new ones.</param>
    /// <param name="isEnd">Nothing comes after them.</param>
    /// <returns>
    /// How many of them may go on. At the end all, unless there is a fault; before it, not the last one where the end may yet bring a fault:
    /// Content-Length would make the request complete without it.
    /// </returns>
    int Scan(ReadOnlySpan<byte> pending, bool isEnd);
}
