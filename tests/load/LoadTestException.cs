namespace Gateway.LoadTests;

/// <summary>Something that whoever runs the load test has to know; the message is for them and there is no stack trace.</summary>
internal sealed class LoadTestException(string message) : Exception(message);
