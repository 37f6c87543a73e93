namespace Gateway.SecLang.Tests.Support;

/// <summary>The folder with the suites of others, which is not part of the repository.</summary>
internal static class TestData
{
    /// <summary>The path of a file in the folder, or a skip that says what is missing.</summary>
    public static string File(string name)
    {
        var folder = Environment.GetEnvironmentVariable("GATEWAY_TEST_DATA");
        if (string.IsNullOrEmpty(folder))
            Assert.Skip($"GATEWAY_TEST_DATA is not set: it names the folder with {name}, without which this suite cannot be run.");
        return Path.Combine(folder, name);
    }
}
