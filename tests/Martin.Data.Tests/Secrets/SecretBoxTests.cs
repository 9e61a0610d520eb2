using System.Security.Cryptography;
using Martin.Data.Secrets;

namespace Martin.Data.Tests.Secrets;

public sealed class SecretBoxTests
{
    private static readonly Guid Ana = Guid.CreateVersion7();
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [Theory]
    [InlineData("")]
    [InlineData("refresh-token")]
    [InlineData("{\"ünïcode\":\"🔑\"}")]
    public void What_is_sealed_opens_again_for_its_user(string secret)
    {
        var box = new SecretBox(Key);
        var sealedText = box.Seal(secret, Ana);
        Assert.Equal(secret, box.Open(sealedText, Ana));
        Assert.NotEqual(sealedText, box.Seal(secret, Ana));
    }

    [Fact]
    public void It_opens_for_nobody_else_with_no_other_key_and_not_when_altered()
    {
        var box = new SecretBox(Key);
        var sealedText = box.Seal("secret", Ana);
        Assert.ThrowsAny<CryptographicException>(() => box.Open(sealedText, Guid.CreateVersion7()));
        Assert.ThrowsAny<CryptographicException>(() => new SecretBox(RandomNumberGenerator.GetBytes(32)).Open(sealedText, Ana));
        Assert.ThrowsAny<CryptographicException>(() => box.Open("v1.00000000.AAAA", Ana));
        var bytes = Convert.FromBase64String(sealedText.Split('.')[2]);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => box.Open($"{sealedText[..sealedText.LastIndexOf('.')]}.{Convert.ToBase64String(bytes)}", Ana));
            bytes[i] ^= 1;
        }
    }

    [Fact]
    public void After_a_rotation_old_secrets_open_and_new_ones_take_the_new_key()
    {
        var (old, next) = (new SecretBox(Key), RandomNumberGenerator.GetBytes(32));
        var rotated = new SecretBox(next, Key);
        Assert.Equal("secret", rotated.Open(old.Seal("secret", Ana), Ana));
        Assert.ThrowsAny<CryptographicException>(() => old.Open(rotated.Seal("secret", Ana), Ana));
    }
}
