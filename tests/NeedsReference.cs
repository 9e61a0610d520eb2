namespace Martin.Testing;

// Compiled into each test project that needs it: Martin.Testing itself knows no xunit.

/// <summary>Runs where a file of the shared reference folder lies beside the repository, into which it is not copied; elsewhere it says so and is skipped.</summary>
public sealed class NeedsReferenceFactAttribute : FactAttribute
{
    public NeedsReferenceFactAttribute(string folder, string file)
    {
        if (RepoPaths.Reference(folder, file) is null) Skip = $"shared/reference/{folder}/{file} does not lie beside the repository.";
    }
}

/// <inheritdoc cref="NeedsReferenceFactAttribute"/>
public sealed class NeedsReferenceTheoryAttribute : TheoryAttribute
{
    public NeedsReferenceTheoryAttribute(string folder, string file)
    {
        if (RepoPaths.Reference(folder, file) is null) Skip = $"shared/reference/{folder}/{file} does not lie beside the repository.";
    }
}
