namespace Gateway.LoadTests.Startup;

/// <summary>One start.</summary>
/// <param name="ToFirstAnswer">From the start of the process to the first answer over TLS.</param>
/// <param name="Processor">The processor time that it took for that.</param>
/// <param name="ServedBytes">Resident memory right behind the first answer.</param>
/// <param name="IdleBytes">Resident memory after some idling.</param>
internal sealed record StartupSample(TimeSpan ToFirstAnswer, TimeSpan Processor, long ServedBytes, long IdleBytes);

/// <summary>Resident memory of a process that has been under load.</summary>
internal sealed record LoadedMemory(long LoadedBytes, long IdleBytes, double RequestsPerSecond, long Failures);
