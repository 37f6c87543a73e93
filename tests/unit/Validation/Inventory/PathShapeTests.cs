using Gateway.Policies.Validation.Inventory;

namespace Gateway.UnitTests.Validation.Inventory;

public sealed class PathShapeTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/orders/42/lines", "/orders/{}/lines")]
    [InlineData("/v1/oauth2/token", "/v1/oauth2/token")]
    [InlineData("/orders/6f1c0a52-b7d9-4e08-a3d5-c1e29f4b7a60", "/orders/{}")]
    [InlineData("/users/alice@example.com", "/users/{}")]
    [InlineData("/files/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "/files/{}")]
    [InlineData("/names/zoë", "/names/{}")]
    [InlineData("/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/…")]
    public void Of_Path_HasNoValues(string path, string shape) => Assert.Equal(shape, PathShape.Of(path));
}
