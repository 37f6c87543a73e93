namespace Gateway.IntegrationTests.Support;

public enum TestKeyKind
{
    EcP256,
    Rsa2048,
}
