using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Martin.Hub.Tests")]
